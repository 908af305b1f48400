import type { Batch } from '../batch.ts';
import type { Run } from '../search-state.ts';

const LEAST_DEPARTURES = 20;

/**
 * Seconds of an iteration that are no request's: pauses of the script. The least that any batch shows, since where a
 * line grows the requests of those still in flight are not told of yet. 0 while nothing is known.
 */
export function pauseOf(runs: readonly Run[]): number {
  return leastOf(runs, (batch) => inFlightSeconds(batch) - batch.lasted.reduce((sum, seconds) => sum + seconds, 0));
}

/**
 * Seconds that an iteration lasts by itself: the least that any batch shows, its own pauses included. 0 while nothing
 * is known.
 */
export function leastIteration(runs: readonly Run[]): number {
  return leastOf(runs, inFlightSeconds);
}

function leastOf(runs: readonly Run[], seconds: (batch: Batch) => number): number {
  const each = runs
    .filter(({ batch }) => batch.departures >= LEAST_DEPARTURES)
    .map(({ batch }) => seconds(batch) / batch.departures);
  return each.length > 0 ? Math.max(0, Math.min(...each)) : 0;
}

function inFlightSeconds({ secondsAt }: Batch): number {
  return secondsAt.reduce((sum, seconds, n) => sum + n * seconds, 0);
}
