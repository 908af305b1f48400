import type { InFlightTrend } from '../../in-flight-trend.ts';
import type { Batch } from '../batch.ts';
import { instabilityOf } from '../changes/instability.ts';
import { flightLimit } from '../flight-limit.ts';
import { openOutcome } from '../outcome.ts';
import { end, type SearchDecision, type Situation } from '../search-state.ts';
import type { SearchSettings } from '../settings.ts';
import { coastOrGoOn } from './homing.ts';

/** In flight, in units of what the limit allows by Little's law: far beyond any line of a server at its crossing. */
const FAR = 8;
const LEAST = 50;
/** Of the rate, that got done. */
const COLLAPSE = 0.65;
const LOWER = 0.7;
/** Of the rate that was too high, and seconds at most. */
const DRAINING = 0.02;
const MOST_DRAINING = 60;
const MOST = 3;
/** Departures for each arrival of a service that keeps up. */
const KEPT_UP = 0.9;

/** Whether the line has run away while tracking: the capacity dropped, or the estimate was far off. */
export function ranAway({ runs, settings }: Situation): boolean {
  return isLong(runs.at(-1)!.batch, longest(settings, runs));
}

/**
 * Breaks the block off, lets the line empty under next to no load (a server that contends in overload gets little
 * done), and goes on at 90 % of what got done. A server that got less than 65 % done collapsed: there 30 % lower; the
 * third time the search ends, bounded above by the lowest rate at which it happened. It ends too where the line does
 * not empty.
 */
export function afterRunaway(situation: Situation): SearchDecision {
  const { state, runs, settings, load } = situation;
  if (state.phase.name !== 'track') throw new RangeError('not tracking');
  const { batch } = runs.at(-1)!;
  if (neverEmptied(situation)) return end(state, { ...openOutcome('unstable', load), instability: trendOf(situation) });
  const most = longest(settings, runs);
  const far = runs.filter((one) => one.ask.phase === 'track' && isLong(one.batch, most));
  const fresh = far.filter((one) => one.batch.inFlightAtStart <= most(one.batch));
  const collapses = fresh.filter((one) => collapsed(one.batch)).map(({ ask }) => ask.rate);
  if (collapses.length >= MOST)
    return end(state, { ...openOutcome('collapsing', load), upper: Math.min(...collapses) });
  const lower = collapsed(batch)
    ? state.centre + Math.log(LOWER)
    : Math.min(state.centre, Math.log((0.9 * batch.departures) / batch.seconds));
  const rate = DRAINING * batch.rate;
  return coastOrGoOn(situation, { centre: lower, rate, left: MOST_DRAINING, onward: { tracking: state.phase } });
}

/** Whether the line is as long as it was before it was let empty, though the service keeps up: requests never end. */
function neverEmptied({ runs, settings }: Situation): boolean {
  const { batch } = runs.at(-1)!;
  const coasted = runs.at(-2)?.ask.phase === 'coast';
  const long = batch.inFlightAtStart > longest(settings, runs)(batch);
  return coasted && long && batch.departures >= KEPT_UP * batch.arrivals;
}

/** How the tracked batches piled up, for any objective: the number in flight is that of all. */
function trendOf({ runs, settings, state }: Situation): InFlightTrend | undefined {
  const sided = runs.flatMap(({ batch, ask: { side, block } }) =>
    side === undefined || block === undefined ? [] : [{ batch, side, block }],
  );
  return instabilityOf(sided, { objective: 0, allowed: settings.objectives[0]!.allowed, about: state.centre });
}

function collapsed({ departures, seconds, rate }: Batch): boolean {
  return departures < COLLAPSE * rate * seconds;
}

type Most = (batch: Batch) => number;

function isLong(batch: Batch, most: Most): boolean {
  return batch.inFlightAtEnd > most(batch);
}

/** In flight at most, while a server is near its crossing. */
function longest(settings: SearchSettings, runs: Situation['runs']): Most {
  const flight = flightLimit(settings, runs);
  return ({ rate }) => Math.max(LEAST, FAR * rate * flight);
}
