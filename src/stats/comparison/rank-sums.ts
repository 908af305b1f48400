/** How likely each sum of scores is. */
export interface SumDistribution {
  /** P(sum = s), by s. */
  readonly probabilities: Float64Array;
  readonly mean: number;
}

/**
 * The distribution of the sum of `k` scores drawn from `scores` without replacement: whole numbers of 0 or more, equal
 * ones allowed. Counted exactly by the shift algorithm, in scores × k × largest sum steps. Source: B. Streitberg, J.
 * Röhmel, "Exact distributions for permutation and rank tests", Statistical Software Newsletter 12 (1986).
 */
export function sumDistribution(scores: readonly number[], k: number): SumDistribution {
  const ascending = scores.toSorted((a, b) => a - b);
  const upTo = [0];
  for (const score of ascending) upTo.push(upTo.at(-1)! + score);
  /** The largest sum of j of the first `count` scores. */
  const most = (count: number, j: number) => upTo[count]! - upTo[count - j]!;
  const width = most(scores.length, k) + 1;
  // ways[j · width + s]: in how many ways j of the scores so far add up to s.
  const ways = new Float64Array((k + 1) * width);
  ways[0] = 1;
  for (const [at, score] of ascending.entries()) {
    for (let j = Math.min(k, at + 1); j >= 1; j--) {
      const [to, from] = [j * width, -width - score];
      const end = to + most(at + 1, j);
      for (let s = to + score; s <= end; s++) ways[s]! += ways[s + from]!;
    }
  }
  const probabilities = ways.slice(k * width);
  const all = probabilities.reduce((sum, count) => sum + count, 0);
  const mean = (k * scores.reduce((sum, score) => sum + score, 0)) / scores.length;
  return { probabilities: probabilities.map((count) => count / all), mean };
}

/** P(|sum − mean| >= |observed − mean|). */
export function probabilityBeyond({ probabilities, mean }: SumDistribution, observed: number): number {
  // Sums are whole numbers and the mean a fraction of small ones: what rounding moves lies far below.
  const distance = Math.abs(observed - mean) - 1e-9;
  let p = 0;
  for (const [sum, probability] of probabilities.entries()) if (Math.abs(sum - mean) >= distance) p += probability;
  return Math.min(1, p);
}
