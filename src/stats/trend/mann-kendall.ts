import { normalTail } from '../distributions/normal-tail.ts';
import { kendallVariance } from './kendall-variance.ts';

/** What the Mann-Kendall test says of a series, or of several that share one trend. */
export interface MannKendall {
  /** Pairs of points that rise, less those that fall. */
  readonly S: number;
  /** Of S without a trend. */
  readonly variance: number;
  /** S, one drawn towards 0 for continuity, in standard deviations. */
  readonly z: number;
  /** Two-sided. */
  readonly pValue: number;
  /** Whether it was counted (`exact`), or comes from the normal approximation. */
  readonly method: 'exact' | 'normal';
  /** S by pairs of points: −1 to 1. */
  readonly tau: number;
}

/**
 * The Mann-Kendall test against a trend of values in the order of time; of several series, points are held against those
 * of their own series alone, and S and its variance add up. Of fewer than 10 points, none equal, p is counted over all
 * orders of them; else it is that of z, with the exact variance of equal values. Sources: H. B. Mann,
 * Econometrica 13 (1945); M. G. Kendall, "Rank Correlation Methods" (1975); several series: R. M. Hirsch, J. R. Slack,
 * R. A. Smith, Water Resources Research 18 (1982).
 */
export function mannKendall(series: readonly (readonly number[])[]): MannKendall {
  let [S, variance, pairs, points] = [0, 0, 0, 0];
  for (const values of series) {
    S += risesLessFalls(values);
    variance += kendallVariance(values);
    pairs += (values.length * (values.length - 1)) / 2;
    points += values.length;
  }
  const z = variance > 0 ? (S - Math.sign(S)) / Math.sqrt(variance) : 0;
  const exact = points <= MOST_COUNTED && series.every((values) => new Set(values).size === values.length);
  return {
    S,
    variance,
    z,
    pValue: exact ? countedP(series, pairs, S) : Math.min(1, 2 * normalTail(Math.abs(z))),
    method: exact ? 'exact' : 'normal',
    tau: pairs > 0 ? S / pairs : 0,
  };
}

/** Points up to which p is counted. */
const MOST_COUNTED = 9;

/** P(|S| >= |observed|) over all orders: falling pairs of n points are the sum of uniform draws from 0..k, k < n. */
function countedP(series: readonly (readonly number[])[], pairs: number, observed: number): number {
  let ways = [1];
  for (const values of series)
    for (let k = 1; k < values.length; k++) {
      const next = new Array<number>(ways.length + k).fill(0);
      for (const [falls, count] of ways.entries()) for (let more = 0; more <= k; more++) next[falls + more]! += count;
      ways = next;
    }
  const all = ways.reduce((sum, count) => sum + count, 0);
  const beyond = ways.filter((_, falls) => Math.abs(pairs - 2 * falls) >= Math.abs(observed));
  return beyond.reduce((sum, count) => sum + count, 0) / all;
}

function risesLessFalls(values: readonly number[]): number {
  let sum = 0;
  for (let late = 1; late < values.length; late++)
    for (let early = 0; early < late; early++) sum += Math.sign(values[late]! - values[early]!);
  return sum;
}
