import { regularizedBeta } from '../distributions/binomial.ts';
import { mean, pooledDeviation } from '../moments.ts';

/** Points that a level lasts at least here: fewer have no scatter of their own. */
const LEAST_POINTS = 3;
/** Longer series have points enough for the usual rules; correlated ones look steep the more often the longer they are. */
const MOST_POINTS = 14;
/** Cuts that are tried, at most. */
const MOST_CUTS = 3;
/** The p of each step. */
const MOST_P = 0.001;

/** A step so steep that few points suffice. */
export interface SteepStep {
  /** Of the first point of the new level. */
  readonly index: number;
  /** Height of the step in standard deviations that both levels have in common, and in standard errors. */
  readonly effect: number;
  readonly score: number;
  /** Of Student's t, times the ways in which so many cuts can be put. */
  readonly pValue: number;
}

/**
 * The steps of a short series for which few points suffice: of the most cuts, put where squares about the means are
 * least, at each of which Student's t between the levels on both sides has a p of 0.001 at most, times the ways of
 * cutting and the series that are looked at together. None in series of more than 14 points.
 */
export function steepSteps(values: readonly number[], together = 1): readonly SteepStep[] {
  const n = values.length;
  if (n > MOST_POINTS) return [];
  for (let cuts = Math.min(MOST_CUTS, Math.floor(n / LEAST_POINTS) - 1); cuts >= 1; cuts--) {
    const ways = choose(n - LEAST_POINTS * (cuts + 1) + cuts, cuts);
    const best = leastSquares(values, n, cuts).at;
    const bounds = [0, ...best, n];
    const steps = best.map((at, i) => stepAt(at, values.slice(bounds[i], at), values.slice(at, bounds[i + 2]), ways));
    if (steps.every(({ pValue }) => pValue * together <= MOST_P)) return steps;
  }
  return [];
}

/** Without any scatter on either side nothing says how much there would be: p is 1. */
function stepAt(index: number, before: readonly number[], after: readonly number[], ways: number): SteepStep {
  const deviation = pooledDeviation(before, after);
  if (!(deviation > 0)) return { index, effect: 0, score: 0, pValue: 1 };
  const effect = Math.abs(mean(after) - mean(before)) / deviation;
  const score = effect / Math.sqrt(1 / before.length + 1 / after.length);
  const degrees = before.length + after.length - 2;
  const p = regularizedBeta(degrees / (degrees + score ** 2), degrees / 2, 0.5);
  return { index, effect, score, pValue: Math.min(1, ways * p) };
}

interface Cutting {
  readonly cost: number;
  readonly at: readonly number[];
}

/** The first `to` points in `cuts` + 1 levels whose squares about the means are least. */
function leastSquares(values: readonly number[], to: number, cuts: number): Cutting {
  if (cuts === 0) return { cost: squares(values.slice(0, to)), at: [] };
  let found: Cutting = { cost: Number.POSITIVE_INFINITY, at: [] };
  for (let at = LEAST_POINTS * cuts; at <= to - LEAST_POINTS; at++) {
    const before = leastSquares(values, at, cuts - 1);
    const cost = before.cost + squares(values.slice(at, to));
    if (cost < found.cost) found = { cost, at: [...before.at, at] };
  }
  return found;
}

function squares(level: readonly number[]): number {
  const middle = mean(level);
  return level.reduce((sum, value) => sum + (value - middle) ** 2, 0);
}

/** How many ways there are to choose k of n. */
function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 0; i < k; i++) ways = (ways * (n - i)) / (i + 1);
  return ways;
}
