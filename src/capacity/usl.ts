import type { UslCaveat } from '../result/capacity.ts';
import { uslPeakConcurrency, uslThroughput } from '../stats/usl/usl.ts';
import { fitUsl, type UslFit, type UslPoint, type UslWeights } from '../stats/usl/usl-fit.ts';
import { type UslPeak, uslCaveats } from './usl-caveats.ts';
import { type Bounded, type UslIntervals, uslIntervals } from './usl-intervals.ts';

/**
 * What points of concurrency and throughput say by the Universal Scalability Law. Throughput is in the points' unit.
 */
export interface UslAnalysis {
  readonly sigma: Bounded;
  readonly kappa: Bounded;
  readonly lambda: Bounded;
  /**
   * Null, as its throughput, where no peak is stated: none was seen, the law does not fit, or the peak lies beyond what
   * was measured or is too uncertain.
   */
  readonly peakConcurrency: Bounded | null;
  readonly peakThroughput: Bounded | null;
  /** The largest concurrency measured: a peak beyond it is one of the curve, not of the points. */
  readonly measuredTo: number;
  /** Measured less fitted throughput, in the order of the points. */
  readonly residuals: readonly number[];
  readonly weights: UslWeights;
  readonly intervals: UslIntervals['method'];
  readonly caveats: readonly UslCaveat[];
}

/** Below this many different concurrencies nothing is fitted. */
export const LEAST_CONCURRENCIES = 4;

/**
 * The analysis, the fit and its band; undefined where the points follow no such law. Needs four different
 * concurrencies.
 */
export function analyzeUsl(
  points: readonly UslPoint[],
  weights: UslWeights,
): { readonly analysis: UslAnalysis; readonly fit: UslFit; readonly intervals: UslIntervals } | undefined {
  if (new Set(points.map(({ concurrency }) => concurrency)).size < LEAST_CONCURRENCIES)
    throw new RangeError(`the law needs ${LEAST_CONCURRENCIES} different concurrencies`);
  const fit = fitUsl(points, weights);
  if (!fit) return undefined;
  const intervals = uslIntervals(fit, points, weights);
  const peak = peakOf(fit, intervals);
  const { caveats, stated } = uslCaveats(points, fit, weights, peak);
  const { sigma, kappa, lambda } = fit.coefficients;
  const analysis = {
    sigma: { value: sigma, ...intervals.sigma },
    kappa: { value: kappa, ...intervals.kappa },
    lambda: { value: lambda, ...intervals.lambda },
    peakConcurrency: peak && stated ? peak.concurrency : null,
    peakThroughput: peak && stated ? peak.throughput : null,
    measuredTo: Math.max(...points.map(({ concurrency }) => concurrency)),
    residuals: points.map((point) => point.throughput - uslThroughput(fit.coefficients, point.concurrency)),
    weights,
    intervals: intervals.method,
    caveats,
  };
  return { analysis, fit, intervals };
}

function peakOf({ coefficients }: UslFit, intervals: UslIntervals): UslPeak | undefined {
  const at = uslPeakConcurrency(coefficients);
  // Below one customer there is no law: from the first on throughput falls.
  if (at === undefined || at < 1) return undefined;
  return {
    concurrency: { value: at, ...intervals.peakConcurrency },
    throughput: { value: uslThroughput(coefficients, at), ...intervals.peakThroughput },
  };
}
