import { clamp } from './clamp.ts';
import { overloaded, roughCrossing } from './judgement.ts';
import { type AfterCoast, type Decision, type Run, run, type Situation } from './search-state.ts';
import { tightestLimit } from './settings.ts';
import { beginTracking, resumeTracking } from './tracking.ts';

const ROUNDS = 4;
/** seconds */
export const MOST_COASTING = 10;

/**
 * The next batch on the way to the estimate: a second of little load while more is in flight than half of what the limit
 * allows by Little's law (`left` s of it at most), then the next of four batches at the estimate, then the dithered part.
 */
export function coastOrGoOn(
  { settings, state, runs }: Situation,
  { centre, left, onward }: { centre: number; left: number; onward: AfterCoast },
): Decision {
  const rate = Math.min(Math.exp(centre), settings.maxRate);
  const inFlight = runs.at(-1)!.batch.inFlightAtEnd;
  if (left > 0 && inFlight > Math.max(5, 0.5 * rate * tightestLimit(settings))) {
    const little = { rate: 0.3 * rate, seconds: 1, watched: false };
    return run(state, { name: 'coast', left: left - 1, onward }, little, centre);
  }
  const at = { ...state, centre };
  if ('tracking' in onward) return resumeTracking(settings, at, onward.tracking);
  if (onward.round === ROUNDS) return beginTracking(settings, at);
  return run(at, { name: 'home', round: onward.round }, { rate, seconds: clamp(300 / rate, 3, 10), watched: true });
}

export function afterCoast(situation: Situation): Decision {
  const { phase, centre } = situation.state;
  if (phase.name !== 'coast') throw new RangeError('not coasting');
  return coastOrGoOn(situation, { ...phase, centre });
}

/** Moves the estimate to estimator B's crossing, by −35 to +25 % at most. */
export function afterHome(situation: Situation): Decision {
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
