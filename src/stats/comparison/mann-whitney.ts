import { normalTail } from '../distributions/normal-tail.ts';
import { probabilityBeyond, sumDistribution } from './rank-sums.ts';

/** What the Mann-Whitney test says of two samples. */
export interface MannWhitney {
  /** Pairs in which the value of the first sample is the higher, equal ones counted half. */
  readonly U: number;
  /** Two-sided. */
  readonly pValue: number;
  /** Whether it was counted (`exact`), or comes from the normal approximation. */
  readonly method: 'exact' | 'normal';
}

/** The smaller sample's size times all values, up to which p is counted: 50 against 50, 5 against 995. */
const MOST_COUNTED = 5000;

/** Whether the distribution of U is counted for samples of these sizes. */
export function isCounted(n: number, m: number): boolean {
  return Math.min(n, m) * (n + m) <= MOST_COUNTED;
}

/**
 * The Mann-Whitney U test of two samples, two-sided. Exact also where values are equal: P(|U − nm/2| >= |u − nm/2|)
 * over all ways to deal the values that are there to samples of these sizes (the permutation distribution of the
 * midranks). Beyond `MOST_COUNTED` the normal approximation with the correction for ties and for continuity. Throws
 * RangeError of an empty sample. Source: H. B. Mann, D. R. Whitney, Ann. Math. Stat. 18 (1947); E. L. Lehmann,
 * "Nonparametrics" (1975), 1.2 to 1.4.
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): MannWhitney {
  const [n, m] = [a.length, b.length];
  if (n === 0 || m === 0) throw new RangeError('both samples need a value at least');
  const { doubled, ofFirst, ties } = midranks(a, b);
  const U = ofFirst / 2 - (n * (n + 1)) / 2;
  if (isCounted(n, m)) return { U, pValue: countedP(doubled, ofFirst, n, m), method: 'exact' };
  const all = n + m;
  const sd = Math.sqrt(((n * m) / 12) * (all + 1 - ties / (all * (all - 1))));
  if (!(sd > 0)) return { U, pValue: 1, method: 'normal' };
  const z = Math.max(0, Math.abs(U - (n * m) / 2) - 0.5) / sd;
  // However far apart samples are, a p of 0 is none.
  return { U, pValue: Math.min(1, Math.max(Number.MIN_VALUE, 2 * normalTail(z))), method: 'normal' };
}

/** The smallest two-sided p that samples of these sizes can reach: 2 of all ways to deal them. */
export function leastP(n: number, m: number): number {
  let ways = 1;
  for (let k = 1; k <= Math.min(n, m); k++) ways *= (n + m + 1 - k) / k;
  return Math.min(1, 2 / ways);
}

interface Midranks {
  /** Twice the midrank of every value: whole numbers. */
  readonly doubled: readonly number[];
  /** Their sum over the first sample. */
  readonly ofFirst: number;
  /** Σ t³ − t over groups of equal values. */
  readonly ties: number;
}

function midranks(a: readonly number[], b: readonly number[]): Midranks {
  const sorted = [...a.map((value) => ({ value, first: true })), ...b.map((value) => ({ value, first: false }))].sort(
    (one, other) => one.value - other.value,
  );
  const doubled: number[] = [];
  let [ofFirst, ties] = [0, 0];
  for (let from = 0; from < sorted.length; ) {
    let to = from + 1;
    while (to < sorted.length && sorted[to]!.value === sorted[from]!.value) to++;
    for (let at = from; at < to; at++) {
      doubled.push(from + to + 1);
      if (sorted[at]!.first) ofFirst += from + to + 1;
    }
    ties += (to - from) ** 3 - (to - from);
    from = to;
  }
  return { doubled, ofFirst, ties };
}

function countedP(doubled: readonly number[], ofFirst: number, n: number, m: number): number {
  // Of the smaller sample: fewer sums to count. Where no values are equal every doubled rank is even.
  const unit = doubled.every((rank) => rank % 2 === 0) ? 2 : 1;
  const all = doubled.reduce((sum, rank) => sum + rank, 0);
  const observed = n <= m ? ofFirst : all - ofFirst;
  const scores = doubled.map((rank) => rank / unit);
  return probabilityBeyond(sumDistribution(scores, Math.min(n, m)), observed / unit);
}
