/**
 * The variance of Kendall's S of n independent values, exact also where some are equal: (n(n−1)(2n+5) − Σ t(t−1)(2t+5))/18
 * over the groups of t equal ones, of the values and, where moments are given, of these. Source: M. G. Kendall, "Rank
 * Correlation Methods" (1975), 4.
 */
export function kendallVariance(values: readonly number[], moments: readonly number[] = []): number {
  return (pairTerm(values.length) - tiesOf(values) - tiesOf(moments)) / 18;
}

function tiesOf(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let sum = 0;
  for (const count of counts.values()) sum += pairTerm(count);
  return sum;
}

function pairTerm(n: number): number {
  return n * (n - 1) * (2 * n + 5);
}
