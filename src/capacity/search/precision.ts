/**
 * What precision a rate and a time allow, before anything is measured. The error of any estimate of the crossing from
 * λ·t requests is about k/√(λ·t): k depends on the server's law of service, utilization and limit, and was between 1.8
 * and 6.5 on 13 simulated servers with all time spent at the crossing, 11 with service times of coefficient of
 * variation 3 (docs/method.md, "Capacity search").
 */
const STEADY = 2.3;
const TYPICAL = 3.9;
const HEAVY_TAILED = 6.5;

/** Half widths of a 90 % interval, as ratios: for even, typical and widely varying service times. */
export interface AttainablePrecision {
  readonly steady: number;
  readonly typical: number;
  readonly heavyTailed: number;
}

/** Of a two-sided 90 % interval. */
const Z = 1.645;

/** What `seconds` of load near a capacity of `rate` requests/s allow. Throws RangeError unless both are positive. */
export function attainablePrecision(rate: number, seconds: number): AttainablePrecision {
  requirePositive('rate', rate);
  requirePositive('seconds', seconds);
  const per = Z / Math.sqrt(rate * seconds);
  return { steady: STEADY * per, typical: TYPICAL * per, heavyTailed: HEAVY_TAILED * per };
}

/** Seconds of load near a capacity of `rate` requests/s that a half width of `precision` takes on a typical server. */
export function secondsForPrecision(rate: number, precision: number): number {
  requirePositive('rate', rate);
  requirePositive('precision', precision);
  return ((Z * TYPICAL) / precision) ** 2 / rate;
}

function requirePositive(name: string, value: number): void {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY)) throw new RangeError(`${name} must be positive, got ${value}`);
}
