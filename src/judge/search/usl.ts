import { analyzeUsl, LEAST_CONCURRENCIES } from '../../capacity/usl.ts';
import type { LoadPoint, UslResult } from '../../result/capacity.ts';
import { uslThroughput } from '../../stats/usl/usl.ts';
import { uslSpread } from '../../stats/usl/usl-spread.ts';

/** Points of the drawn curve. */
const STEPS = 40;
/**
 * Seconds of load that a point must rest on, so that no overlong bracket batch weighs as much as a minute of tracking.
 */
const LEAST_SECONDS = 2;

/**
 * The Universal Scalability Law over the steady points' concurrency and goodput; null where they are too few or follow
 * none.
 */
export function searchUsl(steady: readonly LoadPoint[]): UslResult | null {
  const points = steady
    .filter(({ seconds, concurrency, goodput }) => seconds >= LEAST_SECONDS && concurrency > 0 && goodput > 0)
    .map(({ concurrency, goodput }) => ({ concurrency, throughput: goodput }))
    .sort((a, b) => a.concurrency - b.concurrency);
  if (new Set(points.map(({ concurrency }) => concurrency)).size < LEAST_CONCURRENCIES) return null;
  const found = analyzeUsl(points, uslSpread(points));
  if (!found) return null;
  const { analysis, fit, intervals } = found;
  const { measuredTo } = analysis;
  const from = points[0]!.concurrency;
  const curve = Array.from({ length: STEPS + 1 }, (_, step) => {
    const concurrency = from + ((measuredTo - from) * step) / STEPS;
    const throughput = uslThroughput(fit.coefficients, concurrency);
    const { lower, upper } = intervals.throughputAt(concurrency);
    return { concurrency, throughput, lower: lower ?? throughput, upper: upper ?? throughput };
  });
  const { sigma, kappa, lambda, peakConcurrency, peakThroughput, residuals, caveats } = analysis;
  return {
    points: points.map((point, at) => ({ ...point, residual: residuals[at]! })),
    sigma,
    kappa,
    lambda,
    peakConcurrency,
    peakThroughput,
    curve,
    measuredTo,
    caveats: [...caveats],
  };
}
