import { normalQuantile } from '../distributions/binomial.ts';
import { isCounted } from './mann-whitney.ts';
import { sumDistribution } from './rank-sums.ts';

/** By how much a second sample lies above the first. */
export interface Shift {
  readonly value: number;
  /** Null where the samples are too small to bound it. */
  readonly lower: number | null;
  readonly upper: number | null;
}

/**
 * The Hodges-Lehmann shift, the median of all differences b − a, with its distribution-free interval: the differences
 * between whose ranks the shift lies with at least `confidence`, by the distribution of the Mann-Whitney statistic. So
 * 0 lies outside of the interval exactly where the test, without equal values, finds a difference. Equal values make
 * the interval wider than it need be, never narrower. Source: J. L. Hodges, E. L. Lehmann, Ann. Math. Stat. 34 (1963);
 * W. J. Conover, "Practical Nonparametric Statistics", 3rd ed. (1999), 5.4.
 */
export function hodgesLehmann(a: readonly number[], b: readonly number[], confidence = 0.95): Shift {
  const [first, second] = [ascending(a), ascending(b)];
  const pairs = first.length * second.length;
  if (pairs === 0) throw new RangeError('both samples need a value at least');
  const middle = (pairs + 1) / 2;
  const low = differenceAtRank(first, second, Math.floor(middle));
  const high = middle % 1 === 0 ? low : differenceAtRank(first, second, Math.ceil(middle));
  const rank = lowerRank(first.length, second.length, 1 - confidence);
  return {
    value: low + (high - low) / 2,
    lower: rank === 0 ? null : differenceAtRank(first, second, rank),
    upper: rank === 0 ? null : differenceAtRank(first, second, pairs + 1 - rank),
  };
}

/**
 * The rank, counted from 1, of the difference that bounds the shift from below when `alpha` of such intervals may miss:
 * the largest k with P(U < k) <= alpha / 2; 0 where there is none.
 */
export function lowerRank(n: number, m: number, alpha: number): number {
  const pairs = n * m;
  if (!isCounted(n, m)) {
    const sd = Math.sqrt((pairs * (n + m + 1)) / 12);
    return Math.max(0, Math.floor(pairs / 2 + 0.5 + normalQuantile(alpha / 2) * sd));
  }
  const k = Math.min(n, m);
  // Scores 0, 1, 2, …: the sum of the smaller sample's is U and k(k − 1)/2.
  const scores = Array.from({ length: n + m }, (_, i) => i);
  const { probabilities } = sumDistribution(scores, k);
  let [below, rank] = [0, 0];
  for (let sum = (k * (k - 1)) / 2; ; sum++) {
    below += probabilities[sum]!;
    if (below > alpha / 2) return rank;
    rank += 1;
  }
}

/** The difference b − a of a rank, counted from 1, of all pairs of two ascending samples; found without making them. */
export function differenceAtRank(a: ArrayLike<number>, b: ArrayLike<number>, rank: number): number {
  let low = b[0]! - a[a.length - 1]!;
  let high = b[b.length - 1]! - a[0]!;
  if (countUpTo(a, b, low) >= rank) return low;
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return high;
    if (countUpTo(a, b, middle) >= rank) high = middle;
    else low = middle;
  }
}

/** How many differences b − a are at most `bound`. */
function countUpTo(a: ArrayLike<number>, b: ArrayLike<number>, bound: number): number {
  let [count, upTo] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    while (upTo < b.length && b[upTo]! - a[i]! <= bound) upTo++;
    count += upTo;
  }
  return count;
}

function ascending(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}
