import { inFlightTrend } from '../in-flight-trend.ts';
import type { AllowedShare } from '../search/settings.ts';
import { type BadShare, badShare } from './bad-share.ts';
import { judgedOfTrial, steadyBatches, type TrialBatch, type TrialRun } from './trial.ts';

/** Whether a trial's rate lies below or above the highest that meets all objectives; undecided: it does not say. */
export type TrialSide = 'below' | 'above' | 'undecided';

export interface TrialVerdict {
  readonly verdict: TrialSide;
  /** What made it `above`, besides an objective: the rate itself is not sustainable. */
  readonly why: 'objective' | 'overload' | 'in-flight' | 'not-started' | 'not-finished' | undefined;
  /** Of each objective over the steady part. */
  readonly shares: readonly BadShare[];
}

const LEAST_BATCHES = 3;
/** Requests that pile up beyond doubt, and the share of those due. */
const PILED = 20;
const PILED_SHARE = 0.3;
/** More than half of so many bad: beyond doubt. */
const CLEARLY_BAD = { share: 0.5, count: 30 };
/** started/scheduled and finished/started over the steady part. */
const LEAST_RATIO = 0.99;

/**
 * What a trial says so far. Above: over capacity beyond doubt at any moment; else over the steady part, once long
 * enough, an objective's interval of the bad share lies above what is allowed, requests in flight rise, fewer than 99 %
 * could be started, or fewer than 99 % of those finished. Below: all intervals lie below what is allowed.
 */
export function trialVerdict(
  objectives: readonly AllowedShare[],
  trial: Pick<TrialRun, 'ask' | 'batches' | 'medianIteration'>,
): TrialVerdict {
  const { ask, batches } = trial;
  const steady = steadyBatches(trial);
  const shares = objectives.map((_, objective) => badShare(steady, objective));
  if (overloaded(batches)) return { verdict: 'above', why: 'overload', shares };
  const seconds = steady.reduce((sum, batch) => sum + batch.seconds, 0);
  if (steady.length < LEAST_BATCHES || seconds < ask.leastSeconds - 1e-6)
    return { verdict: 'undecided', why: undefined, shares };
  const why = unsustainable(steady);
  if (why) return { verdict: 'above', why, shares };
  if (shares.some(({ lower }, at) => lower > objectives[at]!.allowed))
    return { verdict: 'above', why: 'objective', shares };
  const below = shares.every(({ upper }, at) => upper <= objectives[at]!.allowed);
  return { verdict: below ? 'below' : 'undecided', why: undefined, shares };
}

/**
 * Over the service's capacity beyond doubt: > 20 and > 30 % of what was due pile up, or half of 30 requests are bad.
 */
function overloaded(batches: readonly TrialBatch[]): boolean {
  const due = total(batches, ({ scheduled }) => scheduled);
  const piled = batches.at(-1)?.inFlightAtEnd ?? 0;
  if (piled > PILED && piled > PILED_SHARE * due) return true;
  return (batches[0]?.bad ?? []).some((_, at) => {
    const judged = total(batches, (batch) => judgedOfTrial(batch, at));
    return judged >= CLEARLY_BAD.count && total(batches, ({ bad }) => bad[at]!) > CLEARLY_BAD.share * judged;
  });
}

function unsustainable(steady: readonly TrialBatch[]): TrialVerdict['why'] {
  const trend = inFlightTrend(steady.map(({ at, seconds, inFlight }) => ({ at: at + seconds / 2, inFlight })));
  if (trend?.rising) return 'in-flight';
  const scheduled = total(steady, (batch) => batch.scheduled);
  const started = scheduled - total(steady, ({ dropped }) => dropped);
  if (started < LEAST_RATIO * scheduled) return 'not-started';
  // What a line gains by chance is no shortfall.
  const longest = Math.max(...steady.map(({ inFlight }) => inFlight));
  const slack = 2 * longest + 3 * Math.sqrt(longest) + 3;
  const finished = total(steady, (batch) => batch.finished);
  if (finished + slack < LEAST_RATIO * started) return 'not-finished';
  return undefined;
}

function total(batches: readonly TrialBatch[], of: (batch: TrialBatch) => number): number {
  return batches.reduce((sum, batch) => sum + of(batch), 0);
}
