import { inverseNormalMatrix, leastSquares, type Model } from '../regression/least-squares.ts';
import { type UslCoefficients, uslPeakConcurrency, uslThroughput } from './usl.ts';

/** One run: so much got done with so many at once. */
export interface UslPoint {
  readonly concurrency: number;
  readonly throughput: number;
}

/** What spreads evenly over the runs: the error (`equal` weights) or its share of the throughput (`relative`, 1/X²). */
export type UslWeights = 'equal' | 'relative';

export interface UslFit {
  readonly coefficients: UslCoefficients;
  /** The coefficients that a bound holds at 0. */
  readonly atBound: readonly ('sigma' | 'kappa')[];
  /** Weighted sum of squared residuals. */
  readonly sse: number;
  /** Of (σ, κ, λ), s²(JᵀJ)⁻¹ with n − 3 degrees of freedom; undefined at a bound, where it does not hold. */
  readonly covariance: readonly (readonly number[])[] | undefined;
}

/** Where a descent begins; λ begins at the highest X/N. */
export type UslStart = Pick<UslCoefficients, 'sigma' | 'kappa'>;

type Name = keyof UslCoefficients;

const ALL_FREE: readonly Name[] = ['sigma', 'kappa', 'lambda'];
/** What stays free when bounds hold; where the free minimum lies outside of them the least of these is the answer. */
const HELD: readonly (readonly Name[])[] = [['sigma', 'lambda'], ['kappa', 'lambda'], ['lambda']];
const STARTS: readonly UslStart[] = [
  { sigma: 0.01, kappa: 1e-4 },
  { sigma: 0.1, kappa: 0.01 },
  { sigma: 0.3, kappa: 1e-3 },
];
const NO_COHERENCY = 1e-8;

/**
 * The USL with the lowest sum of squares under σ >= 0 and κ >= 0, all three coefficients free (no normalising by X(1)).
 * κ below 1e-8 counts as 0 where its peak is not in sight. Undefined where no finite coefficients fit best.
 * The points need three different concurrencies at least, and positive numbers.
 */
export function fitUsl(
  points: readonly UslPoint[],
  weights: UslWeights = 'equal',
  starts: readonly UslStart[] = STARTS,
): UslFit | undefined {
  const roots = rootWeights(points, weights);
  const fits = (held: readonly (readonly Name[])[]) => held.map((free) => fitFree(points, roots, free, starts));
  const inside = lowest(fits([ALL_FREE]));
  const best = inside ?? lowest(fits(HELD));
  if (!best?.converged || ranAway(best.coefficients, points)) return undefined;
  if (best.atBound.includes('kappa') || !outOfSight(best.coefficients, points)) return best;
  return lowest(fits(HELD.filter((free) => !free.includes('kappa'))));
}

/** 1/X at each point, X the mean of the runs at its concurrency: a run's own X would favour those that fell low. */
export function rootWeights(points: readonly UslPoint[], weights: UslWeights): readonly number[] {
  if (weights === 'equal') return points.map(() => 1);
  return points.map(({ concurrency }) => {
    const runs = points.filter((point) => point.concurrency === concurrency);
    return runs.length / runs.reduce((sum, { throughput }) => sum + throughput, 0);
  });
}

interface Candidate extends UslFit {
  readonly converged: boolean;
}

function lowest(fits: readonly (Candidate | undefined)[]): Candidate | undefined {
  return fits
    .filter((fit) => fit !== undefined)
    .filter(({ coefficients: { sigma, kappa } }) => sigma >= 0 && kappa >= 0)
    .reduce<Candidate | undefined>((least, fit) => (least && least.sse <= fit.sse ? least : fit), undefined);
}

function fitFree(
  points: readonly UslPoint[],
  roots: readonly number[],
  free: readonly Name[],
  starts: readonly UslStart[],
): Candidate | undefined {
  const observed = points.map(({ throughput }, i) => throughput * roots[i]!);
  const model = modelOf(points, roots, free);
  const lambda = Math.max(...points.map(({ concurrency, throughput }) => throughput / concurrency));
  const fits = starts.map((start) =>
    leastSquares(
      observed,
      model,
      free.map((name) => ({ ...start, lambda })[name]),
    ),
  );
  const best = fits.reduce((least, fit) => (least && !(fit && fit.sse < least.sse) ? least : fit), undefined);
  if (!best) return undefined;
  const inside = free.length === 3;
  const variance = best.sse / (points.length - 3);
  return {
    coefficients: coefficientsOf(free, best.parameters),
    atBound: (['sigma', 'kappa'] as const).filter((name) => !free.includes(name)),
    sse: best.sse,
    covariance: inside
      ? inverseNormalMatrix(model, best.parameters)?.map((row) => row.map((value) => value * variance))
      : undefined,
    converged: best.converged,
  };
}

function coefficientsOf(free: readonly Name[], parameters: readonly number[]): UslCoefficients {
  const values = { sigma: 0, kappa: 0, lambda: 0 };
  for (const [i, name] of free.entries()) values[name] = parameters[i]!;
  return values;
}

function modelOf(points: readonly UslPoint[], roots: readonly number[], free: readonly Name[]): Model {
  return (parameters) => {
    const coefficients = coefficientsOf(free, parameters);
    const { sigma, kappa } = coefficients;
    const slopes = points.map(({ concurrency }) => uslGradient(coefficients, concurrency));
    // Beyond a pole throughput would be negative; no path downhill may lead through it.
    if (points.some(({ concurrency: n }) => !(1 + (n - 1) * (sigma + kappa * n) > 0))) return undefined;
    return {
      values: points.map(({ concurrency }, i) => uslThroughput(coefficients, concurrency) * roots[i]!),
      columns: free.map((name) => slopes.map((slope, i) => slope[name] * roots[i]!)),
    };
  };
}

/** The derivatives of X(N) by the coefficients. */
export function uslGradient(coefficients: UslCoefficients, concurrency: number): UslCoefficients {
  const { sigma, kappa, lambda } = coefficients;
  const share = concurrency / (1 + (concurrency - 1) * (sigma + kappa * concurrency));
  const bySigma = (-lambda * share * share * (concurrency - 1)) / concurrency;
  return { sigma: bySigma, kappa: bySigma * concurrency, lambda: share };
}

/** Where nothing is left of the 1 in the denominator at any point, λ, σ and κ grow together without an end. */
function ranAway({ sigma, kappa }: UslCoefficients, points: readonly UslPoint[]): boolean {
  return points.every(({ concurrency: n }) => (n - 1) * (sigma + kappa * n) > 1e9);
}

function outOfSight(coefficients: UslCoefficients, points: readonly UslPoint[]): boolean {
  const peak = uslPeakConcurrency(coefficients);
  const largest = Math.max(...points.map(({ concurrency }) => concurrency));
  return coefficients.kappa < NO_COHERENCY && (peak === undefined || peak > 2 * largest);
}
