import { coastOrGoOn, MOST_COASTING } from './homing.ts';
import type { Decision, Situation } from './search-state.ts';
import { tightestLimit } from './settings.ts';

/** In flight, in units of what the limit allows by Little's law: far beyond any line of a server at its crossing. */
const FAR = 8;
const LEAST = 50;

/** Whether the line has run away while tracking: the capacity dropped, or the estimate was far off. */
export function ranAway({ runs, settings }: Situation): boolean {
  const { rate, inFlightAtEnd } = runs.at(-1)!.batch;
  return inFlightAtEnd > Math.max(LEAST, FAR * rate * tightestLimit(settings));
}

/** Breaks the block off, lets the line empty, and goes on at 90 % of what got done, if that is below the estimate. */
export function afterRunaway(situation: Situation): Decision {
  const { state, runs } = situation;
  if (state.phase.name !== 'track') throw new RangeError('not tracking');
  const { batch } = runs.at(-1)!;
  const throughput = Math.max(batch.departures / batch.seconds, batch.rate / 4);
  const centre = Math.min(state.centre, Math.log(0.9 * throughput));
  return coastOrGoOn(situation, { centre, left: MOST_COASTING, onward: { tracking: state.phase } });
}
