import type { GateLeg } from './gate-result.ts';

/** The share of the runs that were asked for of which as many may be disturbed; of a few runs one. */
const TOLERATED = 0.2;

/**
 * How many runs of a leg missed an objective on a busy machine, where that is more than chance may have it; else 0. Other
 * runs took their place by what these found, and the work that kept the machine busy may be the service's own: the runs
 * that are left are the better ones of a service that is at times too slow.
 */
export function disturbedTooOften({ runs, repeats }: Pick<GateLeg, 'runs' | 'repeats'>): number {
  const disturbed = runs.filter((run) => run.disturbed).length;
  return disturbed > Math.max(1, TOLERATED * repeats) ? disturbed : 0;
}
