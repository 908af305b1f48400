import { normalQuantile } from '../distributions/binomial.ts';

/** The slope of a series, with its two-sided interval. */
export interface TheilSen {
  readonly slope: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * The median of the slopes between all pairs of points, and the order statistics of these slopes at the ranks
 * (N ± z·√V)/2, N their number, V = (n(n−1)(2n+5) − Σ ties t(t−1)(2t+5))/18 the variance of Kendall's S. Pairs at one x
 * have no slope. Undefined without a pair of different x. Time and memory grow with the square of the points.
 * Sources: H. Theil, Proc. Kon. Ned. Akad. Wetensch. A 53 (1950); P. K. Sen, "Estimates of the regression coefficient
 * based on Kendall's tau", J. Am. Stat. Assoc. 63 (1968).
 */
export function theilSen(x: readonly number[], y: readonly number[], confidence = 0.95): TheilSen | undefined {
  if (x.length !== y.length) throw new RangeError(`as many x as y are needed, got ${x.length} and ${y.length}`);
  if (!(confidence > 0 && confidence < 1))
    throw new RangeError(`confidence must lie between 0 and 1, got ${confidence}`);
  const slopes = slopesOf(x, y);
  const pairs = slopes.length;
  if (pairs === 0) return undefined;
  const half = normalQuantile((1 + confidence) / 2) * Math.sqrt(kendallVariance(x, y));
  const middle = (pairs - 1) / 2;
  return {
    slope: (slopes[Math.floor(middle)]! + slopes[Math.ceil(middle)]!) / 2,
    lower: slopes[Math.max(0, Math.round((pairs - half) / 2) - 1)]!,
    upper: slopes[Math.min(pairs - 1, Math.round((pairs + half) / 2))]!,
  };
}

/** Sorted upwards. */
function slopesOf(x: readonly number[], y: readonly number[]): Float64Array {
  const slopes = new Float64Array((x.length * (x.length - 1)) / 2);
  let count = 0;
  for (let i = 0; i < x.length; i++) {
    for (let j = i + 1; j < x.length; j++) {
      if (x[i] !== x[j]) slopes[count++] = (y[j]! - y[i]!) / (x[j]! - x[i]!);
    }
  }
  return slopes.subarray(0, count).sort();
}

function kendallVariance(x: readonly number[], y: readonly number[]): number {
  return (pairTerm(x.length) - tiesOf(x) - tiesOf(y)) / 18;
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
