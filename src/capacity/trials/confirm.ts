import { askHold, totalLoad } from './asking.ts';
import type { TrialRun, TrialSettings } from './trial.ts';
import { trialVerdict } from './trial-verdict.ts';
import type { NextTrial, TrialsOutcome } from './trials-outcome.ts';

const MOST_FAILURES = 3;
const MOST_REPEATS = 2;

/** How the holds went so far. */
interface Held {
  readonly found: TrialsOutcome;
  /** Spoilt holds in a row. */
  readonly spoilt: number;
}

/**
 * Holds the lower bound for longer, after the budget; an outcome without one just ends. It fails when the trial is
 * above; then the bound steps down by the precision, three times at most. `runs`: all trials; those from `first` on are
 * holds, and drains between them.
 */
export function confirming(
  settings: TrialSettings,
  outcome: TrialsOutcome,
  runs: readonly TrialRun[],
  first: number,
): NextTrial {
  if (outcome.lower === null || outcome.lower === 0 || settings.confirmSeconds === 0) return { done: true, outcome };
  const { found, spoilt } = heldSoFar(settings, outcome, runs, first);
  const { held, failures } = found.confirmation;
  if (held || spoilt > MOST_REPEATS || failures >= MOST_FAILURES) return { done: true, outcome: found };
  return { done: false, trial: askHold(found.lower!, runs, settings.confirmSeconds) };
}

/** The outcome of the search with what the holds from trial `first` on have told. */
export function heldSoFar(
  settings: TrialSettings,
  outcome: TrialsOutcome,
  runs: readonly TrialRun[],
  first: number,
): Held {
  let found = outcome;
  let spoilt = 0;
  for (const run of runs.slice(first)) {
    if (run.ask.phase === 'drain') continue;
    spoilt = run.valid ? 0 : spoilt + 1;
    if (!run.valid) continue;
    found = { ...found, seconds: totalLoad(runs) };
    const { failures } = found.confirmation;
    const held = trialVerdict(settings.objectives, run).verdict !== 'above';
    if (held) return { found: { ...found, confirmation: { held: true, failures } }, spoilt };
    const lower = found.lower! * (1 - settings.precision);
    found = { ...found, lower, confirmation: { held: false, failures: failures + 1 } };
  }
  return { found, spoilt };
}
