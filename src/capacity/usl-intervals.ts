import { studentTQuantile } from '../stats/distributions/student-t.ts';
import { drawUniform } from '../stats/distributions/uniform.ts';
import { quantileOfSorted } from '../stats/moments.ts';
import { type UslCoefficients, uslPeakConcurrency, uslThroughput } from '../stats/usl/usl.ts';
import { fitUsl, type UslFit, type UslPoint, type UslWeights, uslGradient } from '../stats/usl/usl-fit.ts';

/** The interval at 95 %; null on a side without an end. */
export interface Ends {
  readonly lower: number | null;
  readonly upper: number | null;
}

/** A number with its interval. */
export interface Bounded extends Ends {
  readonly value: number;
}

/** What a fit leaves open. The peak's are of use only where the fit has one. */
export interface UslIntervals {
  /** Student's t about the fit, or a bootstrap over the runs where a bound holds a coefficient. */
  readonly method: 'wald' | 'bootstrap';
  readonly sigma: Ends;
  readonly kappa: Ends;
  readonly lambda: Ends;
  readonly peakConcurrency: Ends;
  readonly peakThroughput: Ends;
  /** Of the mean throughput at a concurrency: the band about the curve. */
  throughputAt(concurrency: number): Ends;
}

const TAIL = 0.025;
const DRAWS = 1000;
/** Draws on which nothing can be fitted are drawn again; some sets of runs hardly give others. */
const MOST_TRIES = 10 * DRAWS;
const FEWEST_DRAWS = 200;
const SEED = 20;
const UNKNOWN: Ends = { lower: null, upper: null };

/** The intervals of a fit. The bootstrap always draws the same. */
export function uslIntervals(fit: UslFit, points: readonly UslPoint[], weights: UslWeights): UslIntervals {
  return fit.covariance
    ? wald(fit.coefficients, fit.covariance, points.length - 3)
    : bootstrap(fit.coefficients, points, weights);
}

/**
 * Value ± t(0.975, n−3) standard errors, other quantities by the delta method: that of N* in ln N*, since it is
 * positive; and X(N*) moves with the coefficients only, dX/dN being 0 there.
 */
function wald(fit: UslCoefficients, covariance: readonly (readonly number[])[], free: number): UslIntervals {
  const t = studentTQuantile(1 - TAIL, free);
  const about = (value: number, { sigma, kappa, lambda }: UslCoefficients): Ends => {
    const slope = [sigma, kappa, lambda];
    const sum = slope.reduce(
      (all, a, i) => all + slope.reduce((part, b, j) => part + a * b * covariance[i]![j]!, 0),
      0,
    );
    const reach = t * Math.sqrt(Math.max(0, sum));
    return { lower: value - reach, upper: value + reach };
  };
  const none = { sigma: 0, kappa: 0, lambda: 0 };
  const throughputAt = (n: number) => about(uslThroughput(fit, n), uslGradient(fit, n));
  const kappa = about(fit.kappa, { ...none, kappa: 1 });
  const peak = uslPeakConcurrency(fit);
  const logPeak = peak && about(Math.log(peak), { sigma: -0.5 / (1 - fit.sigma), kappa: -0.5 / fit.kappa, lambda: 0 });
  return {
    method: 'wald',
    sigma: about(fit.sigma, { ...none, sigma: 1 }),
    kappa,
    lambda: about(fit.lambda, { ...none, lambda: 1 }),
    // Where κ may be 0 there may be no peak: nothing bounds it from above.
    peakConcurrency: logPeak
      ? { lower: Math.exp(logPeak.lower!), upper: kappa.lower! > 0 ? Math.exp(logPeak.upper!) : null }
      : UNKNOWN,
    peakThroughput: peak ? throughputAt(peak) : UNKNOWN,
    throughputAt,
  };
}

/**
 * Percentiles of the fits to as many runs drawn from the runs with replacement (B. Efron, R. J. Tibshirani, "An
 * Introduction to the Bootstrap", 1993, 13.3).
 */
function bootstrap(estimate: UslCoefficients, points: readonly UslPoint[], weights: UslWeights): UslIntervals {
  const uniform = drawUniform(SEED);
  const fits: UslCoefficients[] = [];
  for (let tried = 0; tried < MOST_TRIES && fits.length < DRAWS; tried++) {
    const drawn = points.map(() => points[Math.floor(uniform() * points.length)]!);
    if (new Set(drawn.map(({ concurrency }) => concurrency)).size < 3) continue;
    const fit = fitUsl(drawn, weights, [estimate]);
    if (fit) fits.push(fit.coefficients);
  }
  const over = (of: (fit: UslCoefficients) => number): Ends => {
    if (fits.length < FEWEST_DRAWS) return UNKNOWN;
    const sorted = Float64Array.from(fits, of).sort();
    const end = (q: number) => finite(quantileOfSorted(sorted, q));
    return { lower: end(TAIL), upper: end(1 - TAIL) };
  };
  return {
    method: 'bootstrap',
    sigma: over(({ sigma }) => sigma),
    kappa: over(({ kappa }) => kappa),
    lambda: over(({ lambda }) => lambda),
    peakConcurrency: over((fit) => uslPeakConcurrency(fit) ?? Number.POSITIVE_INFINITY),
    peakThroughput: over(highest),
    throughputAt: (n) => over((fit) => uslThroughput(fit, n)),
  };
}

/** The least upper bound of X(N), N >= 1. */
function highest(fit: UslCoefficients): number {
  const peak = uslPeakConcurrency(fit);
  if (peak !== undefined && peak > 1) return uslThroughput(fit, peak);
  return peak !== undefined || fit.sigma >= 1 ? fit.lambda : fit.lambda / fit.sigma;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
