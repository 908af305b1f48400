import { clamp } from '../clamp.ts';
import { flightLimit } from '../flight-limit.ts';
import { type AfterCoast, type Run, runBatch, type SearchDecision, type Situation } from '../search-state.ts';
import { overloaded, roughCrossing } from './judgement.ts';
import { beginTracking, resumeTracking } from './tracking.ts';

const ROUNDS = 4;
/** seconds */
export const MOST_COASTING = 10;

/** Where the search goes on from, and how the line is to shorten before. */
export interface Coasting {
  readonly centre: number;
  /** little load meanwhile, requests/s; without one 30 % of the centre's */
  readonly rate?: number;
  /** seconds of it at most */
  readonly left: number;
  readonly onward: AfterCoast;
}

/**
 * The next batch on the way to the estimate: a second of little load while more is in flight than half of what the
 * limit allows by Little's law, then the next of four batches at the estimate, then the dithered part.
 */
export function coastOrGoOn({ settings, state, runs }: Situation, coasting: Coasting): SearchDecision {
  const { centre, left, onward } = coasting;
  const full = Math.min(Math.exp(centre), settings.maxRate);
  const { rate = 0.3 * full } = coasting;
  const inFlight = runs.at(-1)!.batch.inFlightAtEnd;
  if (left > 0 && inFlight > Math.max(5, 0.5 * full * flightLimit(settings, runs))) {
    const phase = { name: 'coast', rate, left: left - 1, onward } as const;
    return runBatch(state, phase, { rate, seconds: 1, watched: false }, centre);
  }
  const at = { ...state, centre };
  if ('tracking' in onward) return resumeTracking(settings, at, onward.tracking);
  if (onward.round === ROUNDS) return beginTracking(settings, at);
  const seconds = clamp(300 / full, 3, 10);
  return runBatch(at, { name: 'home', round: onward.round }, { rate: full, seconds, watched: true });
}

export function afterCoast(situation: Situation): SearchDecision {
  const { phase, centre } = situation.state;
  if (phase.name !== 'coast') throw new RangeError('not coasting');
  return coastOrGoOn(situation, { ...phase, centre });
}

/** Moves the estimate to estimator B's crossing, by −35 to +25 % at most. */
export function afterHome(situation: Situation): SearchDecision {
  const { state, settings, runs } = situation;
  if (state.phase.name !== 'home') throw new RangeError('not homing');
  const x = state.centre;
  const near = homeRuns(runs).filter(({ batch }) => Math.abs(Math.log(batch.rate) - x) < 0.3);
  const bounds = { low: 0.6 * Math.exp(x), high: 1.6 * Math.exp(x), leastDepartures: 30 };
  const crossing = Math.log(
    roughCrossing(
      near.map(({ batch }) => batch),
      settings.objectives,
      bounds,
    ),
  );
  const centre = x + (Number.isNaN(crossing) ? -0.2 : clamp(crossing - x, -0.35, 0.25));
  const left = overloaded(runs.at(-1)!.batch) ? MOST_COASTING : 0;
  return coastOrGoOn(situation, { centre, left, onward: { round: state.phase.round + 1 } });
}

/** The homing batches and the four before the first of them. */
function homeRuns(runs: readonly Run[]): Run[] {
  const first = runs.findIndex(({ ask }) => ask.phase === 'home');
  return [...runs.slice(Math.max(0, first - 4), first), ...runs.slice(first).filter(({ ask }) => ask.phase === 'home')];
}
