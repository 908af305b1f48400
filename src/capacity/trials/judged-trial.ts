import type { AllowedShare } from '../search/settings.ts';
import { loadOf, type TrialRun } from './trial.ts';
import { type TrialVerdict, trialVerdict } from './trial-verdict.ts';

/** A valid trial with its verdict. */
export interface JudgedTrial extends TrialVerdict {
  readonly run: TrialRun;
  /** ln of its rate */
  readonly x: number;
}

/** The valid trials under load, in their order. */
export function judgedTrials(objectives: readonly AllowedShare[], runs: readonly TrialRun[]): JudgedTrial[] {
  return runs
    .filter(({ valid, ask }) => valid && ask.phase !== 'drain')
    .map((run) => ({ ...trialVerdict(objectives, run), run, x: Math.log(run.ask.rate) }));
}

/** Requests that a trial got done a second, over the second half of it: what an overloaded service is capable of. */
export function throughputOf(run: TrialRun): number {
  const later = run.batches.slice(Math.floor(run.batches.length / 2));
  const seconds = loadOf({ batches: later });
  return later.reduce((sum, { finished }) => sum + finished, 0) / seconds;
}

/** Mean number in flight over a trial. */
export function trialInFlight({ batches }: TrialRun): number {
  return batches.reduce((sum, { inFlight, seconds }) => sum + inFlight * seconds, 0) / loadOf({ batches });
}
