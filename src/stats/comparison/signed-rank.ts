import { normalQuantile } from '../distributions/binomial.ts';
import { normalTail } from '../distributions/normal-tail.ts';
import type { Shift } from './hodges-lehmann.ts';
import { probabilityBeyond, type SumDistribution } from './rank-sums.ts';

/** What the Wilcoxon signed-rank test says of the differences of pairs. */
export interface SignedRank {
  /** The sum of the midranks, by size, of the differences above 0. Those that are 0 have no rank. */
  readonly W: number;
  /** Two-sided. */
  readonly pValue: number;
  /** Whether it was counted (`exact`), or comes from the normal approximation. */
  readonly method: 'exact' | 'normal';
}

/** So many differences are counted: n · n(n + 1)/2 steps, twice as many where some are equal. */
const MOST_COUNTED = 200;

/**
 * The Wilcoxon signed-rank test of differences against 0, two-sided. Exact also where some are equal in size:
 * P(|W − E W| >= |w − E W|) over all ways to give the sizes that are there a sign. Differences of 0 are left out, as
 * Wilcoxon did. Beyond `MOST_COUNTED` the normal approximation with the corrections for ties and for continuity. Source:
 * F. Wilcoxon, "Individual comparisons by ranking methods", Biometrics Bulletin 1 (1945); E. L. Lehmann,
 * "Nonparametrics" (1975), 3.1 to 3.3.
 */
export function signedRank(differences: readonly number[]): SignedRank {
  const { doubled, ofPositive } = midranksBySize(differences.filter((one) => one !== 0));
  const W = ofPositive / 2;
  if (doubled.length <= MOST_COUNTED) {
    const unit = doubled.every((rank) => rank % 2 === 0) ? 2 : 1;
    const law = signedSums(doubled.map((rank) => rank / unit));
    return { W, pValue: probabilityBeyond(law, ofPositive / unit), method: 'exact' };
  }
  const mean = doubled.reduce((sum, rank) => sum + rank, 0) / 4;
  const sd = Math.sqrt(doubled.reduce((sum, rank) => sum + (rank / 2) ** 2, 0) / 4);
  const z = Math.max(0, Math.abs(W - mean) - 0.5) / sd;
  return { W, pValue: Math.min(1, Math.max(Number.MIN_VALUE, 2 * normalTail(z))), method: 'normal' };
}

/** The smallest two-sided p that so many pairs can reach: 2 of all ways to give them signs. */
export function leastSignedP(pairs: number): number {
  return Math.min(1, 2 ** (1 - pairs));
}

/**
 * The Hodges-Lehmann estimate of one sample, the median of its Walsh averages (x_i + x_j)/2, i <= j, with its
 * distribution-free interval: the averages between whose ranks the centre lies with at least `confidence`, by the
 * distribution of the signed-rank statistic. So 0 lies outside of the interval exactly where the test, without equal
 * sizes and zeros, finds a difference; with such the interval is wider than it need be. Throws RangeError of an empty
 * sample. Source: J. L. Hodges, E. L. Lehmann, Ann. Math. Stat. 34 (1963); J. W. Tukey, "The simplest signed-rank
 * tests" (1949); M. Hollander, D. A. Wolfe, "Nonparametric Statistical Methods", 2nd ed. (1999), 3.2 and 3.3.
 */
export function signedShift(differences: readonly number[], confidence = 0.95): Shift {
  if (differences.length === 0) throw new RangeError('the sample needs a value at least');
  const averages = walshAverages(differences);
  const middle = (averages.length - 1) / 2;
  const [low, high] = [averages[Math.floor(middle)]!, averages[Math.ceil(middle)]!];
  const rank = lowerSignedRank(differences.length, 1 - confidence);
  return {
    value: low + (high - low) / 2,
    lower: rank === 0 ? null : averages[rank - 1]!,
    upper: rank === 0 ? null : averages[averages.length - rank]!,
  };
}

/** All averages of two of the values, or of one with itself, ascending. */
export function walshAverages(values: readonly number[]): Float64Array {
  const averages = new Float64Array((values.length * (values.length + 1)) / 2);
  let next = 0;
  for (let i = 0; i < values.length; i++)
    for (let j = i; j < values.length; j++) averages[next++] = values[i]! + (values[j]! - values[i]!) / 2;
  return averages.sort();
}

/**
 * The rank, counted from 1, of the Walsh average that bounds the centre of n values from below when `alpha` of such
 * intervals may miss: the largest k with P(W < k) <= alpha / 2; 0 where there is none.
 */
export function lowerSignedRank(n: number, alpha: number): number {
  if (n > MOST_COUNTED) {
    const [mean, sd] = [(n * (n + 1)) / 4, Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24)];
    return Math.max(0, Math.floor(mean + 0.5 + normalQuantile(alpha / 2) * sd));
  }
  const { probabilities } = signedSums(Array.from({ length: n }, (_, at) => at + 1));
  let [below, rank] = [0, 0];
  for (const probability of probabilities) {
    below += probability;
    if (below > alpha / 2) break;
    rank += 1;
  }
  return rank;
}

/** How likely each sum of scores is, whole numbers of 0 or more, when each counts with probability ½. */
function signedSums(scores: readonly number[]): SumDistribution {
  const most = scores.reduce((sum, score) => sum + score, 0);
  const probabilities = new Float64Array(most + 1);
  probabilities[0] = 1;
  let upTo = 0;
  for (const score of scores) {
    upTo += score;
    for (let sum = upTo; sum >= 0; sum--)
      probabilities[sum] = (probabilities[sum]! + (sum >= score ? probabilities[sum - score]! : 0)) / 2;
  }
  return { probabilities, mean: most / 2 };
}

/** Twice the midranks of the sizes, which are whole numbers, and their sum over the differences above 0. */
function midranksBySize(differences: readonly number[]): { doubled: readonly number[]; ofPositive: number } {
  const sorted = differences.toSorted((a, b) => Math.abs(a) - Math.abs(b));
  const doubled: number[] = [];
  let ofPositive = 0;
  for (let from = 0; from < sorted.length; ) {
    let to = from + 1;
    while (to < sorted.length && Math.abs(sorted[to]!) === Math.abs(sorted[from]!)) to++;
    for (let at = from; at < to; at++) {
      doubled.push(from + to + 1);
      if (sorted[at]! > 0) ofPositive += from + to + 1;
    }
    from = to;
  }
  return { doubled, ofPositive };
}
