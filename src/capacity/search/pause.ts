import type { Run } from './search-state.ts';

const LEAST_DEPARTURES = 20;

/**
 * Seconds of an iteration that are no request's: pauses of the script. The least that any batch shows, since where a
 * line grows the requests of those still in flight are not told of yet. 0 while nothing is known.
 */
export function pauseOf(runs: readonly Run[]): number {
  const pauses = runs
    .filter(({ batch }) => batch.departures >= LEAST_DEPARTURES)
    .map(({ batch: { secondsAt, lasted, departures } }) => {
      const inFlight = secondsAt.reduce((sum, seconds, n) => sum + n * seconds, 0);
      return (inFlight - lasted.reduce((sum, seconds) => sum + seconds, 0)) / departures;
    });
  return pauses.length > 0 ? Math.max(0, Math.min(...pauses)) : 0;
}
