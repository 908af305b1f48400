import { leastIteration, pauseOf } from './phases/pause.ts';
import type { Run } from './search-state.ts';
import { type SearchSettings, tightestLimit } from './settings.ts';

/**
 * Iterations/s × this = the most in flight that the tightest limit lets pass, by Little's law; seconds. A limit on some
 * of the requests says nothing of how long the others last by themselves: there what an iteration lasts unhindered
 * comes on top.
 */
export function flightLimit(settings: SearchSettings, runs: readonly Run[]): number {
  const limits = settings.requestsPerIteration * tightestLimit(settings);
  return limits + (settings.objectives.some(({ some }) => some) ? leastIteration(runs) : pauseOf(runs));
}
