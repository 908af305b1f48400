import { maxRateForQuantile } from '../../src/stats/queueing/mmc.ts';

/** The thresholds guide at the medium tier: p95 < 200 ms at 200 requests/s. */
const LIMIT = { quantile: 0.95, limit: 0.2 };
const RATE = 200;
export const SLOTS = 8;

export const CONFIG = `objectives:
  - { name: API response, metric: request_time, stat: p95, target: "< 200ms", critical: "> 500ms" }
  - { name: server errors, bad: { status: 5xx }, of: http_reqs, target: "< 1%", critical: "> 5%" }
`;

/**
 * Services whose capacity within the limit is a known multiple of the tier's rate, and what a stress run must say of
 * each.
 */
export const CASES = [
  { capacity: 0.8, code: 3, between: [100, 200], verdict: 'critical' },
  { capacity: 1.2, code: 0, between: [200, 300], verdict: 'met' },
  { capacity: 2.4, code: 0, between: [400, 600], verdict: 'met' },
] as const;

/** The service time (s) at which `SLOTS` slots meet the limit up to `capacity` × the tier's rate, and not beyond. */
export function serviceFor(capacity: number): number {
  let [low, high] = [1e-4, 0.06];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (maxRateForQuantile({ servers: SLOTS, serviceTime: middle, ...LIMIT }) > capacity * RATE) low = middle;
    else high = middle;
  }
  return low;
}
