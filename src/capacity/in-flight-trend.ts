import { quantileOfSorted } from '../stats/moments.ts';
import { theilSen } from '../stats/regression/theil-sen.ts';

/** Requests in flight over time at what should be one level. */
export interface InFlightTrend {
  /** Theil-Sen slope, requests per second of load, with the ends of its interval */
  readonly slope: number;
  readonly lower: number;
  readonly upper: number;
  /** median number in flight */
  readonly level: number;
  /** from the first to the last point, seconds */
  readonly seconds: number;
  /** Whether the slope's interval lies above 0 by more than 5 % of the level over that time. */
  readonly rising: boolean;
}

/** A mean number in flight, `at` seconds. */
export interface InFlightPoint {
  readonly at: number;
  readonly inFlight: number;
}

const LEAST_POINTS = 6;
/** Two-sided: one in 200 healthy series would look as if it rose, were its points independent. */
const CONFIDENCE = 0.99;
const SHARE = 0.05;
/** Less than a request is no level. */
const LEAST_LEVEL = 1;

/**
 * Whether requests pile up at a constant rate: a leak, or a load that is not sustainable. Undefined of fewer than 6
 * points. `level` where it is not that of the points (residuals have none).
 */
export function inFlightTrend(points: readonly InFlightPoint[], level = medianOf(points)): InFlightTrend | undefined {
  if (points.length < LEAST_POINTS) return undefined;
  const times = points.map(({ at }) => at);
  const trend = theilSen(
    times,
    points.map(({ inFlight }) => inFlight),
    CONFIDENCE,
  );
  if (!trend) return undefined;
  const seconds = Math.max(...times) - Math.min(...times);
  const rising = trend.lower * seconds > SHARE * Math.max(level, LEAST_LEVEL);
  return { ...trend, level, seconds, rising };
}

function medianOf(points: readonly InFlightPoint[]): number {
  return quantileOfSorted(
    points.map(({ inFlight }) => inFlight).sort((a, b) => a - b),
    0.5,
  );
}
