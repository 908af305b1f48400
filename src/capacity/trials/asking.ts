import { clamp } from '../search/clamp.ts';
import { loadOf, settlingSeconds, type TrialAsk, type TrialRun } from './trial.ts';

/** Short trials while rates are doubled; seconds of steady load. */
const DOUBLING = { leastSeconds: 6, batchSeconds: 2 } as const;
const MOST_DOUBLING = 10;
/** Trials that must tell below from above. */
const LONG = { leastSeconds: 20, batchSeconds: 5 } as const;
/** Such a trial may last so long, and no longer than a share of what is left of the budget. */
const MOST_LONG = [30, 60] as const;
const BUDGET_SHARE = 1 / 3;
const CEILING_SECONDS = 60;
const NEAR_SECONDS = 60;

export function askDoubling(rate: number, runs: readonly TrialRun[]): TrialAsk {
  return { phase: 'double', rate, ...DOUBLING, mostSeconds: settlingOf(runs) + MOST_DOUBLING };
}

/** `left`: seconds that the budget has left. */
export function askBetween(rate: number, runs: readonly TrialRun[], left: number): TrialAsk {
  const most = clamp(left * BUDGET_SHARE, ...MOST_LONG);
  return { phase: 'between', rate, ...LONG, mostSeconds: settlingOf(runs) + most };
}

/** Near the crossing: of a fixed length, since its verdict is no matter. */
export function askNear(rate: number, runs: readonly TrialRun[], left: number): TrialAsk {
  const settling = settlingOf(runs);
  const seconds = clamp(left - settling, LONG.leastSeconds, NEAR_SECONDS);
  return { phase: 'between', rate, ...LONG, leastSeconds: seconds, mostSeconds: settling + seconds };
}

export function askCeiling(rate: number, runs: readonly TrialRun[]): TrialAsk {
  return { phase: 'ceiling', rate, ...LONG, mostSeconds: settlingOf(runs) + CEILING_SECONDS };
}

export function askHold(rate: number, runs: readonly TrialRun[], seconds: number): TrialAsk {
  const { batchSeconds } = LONG;
  return { phase: 'confirm', rate, leastSeconds: seconds, mostSeconds: settlingOf(runs) + seconds, batchSeconds };
}

/** Seconds of load without which a trial between says nothing. */
export function shortestTrial(runs: readonly TrialRun[]): number {
  return settlingOf(runs) + LONG.leastSeconds;
}

/** Seconds of the budget that are spent: load, and what lay between the trials. */
export function spentSeconds(runs: readonly TrialRun[]): number {
  const last = runs.at(-1);
  return last ? last.at + loadOf(last) : 0;
}

/** Seconds of load of all trials. */
export function totalLoad(runs: readonly TrialRun[]): number {
  return runs.reduce((sum, run) => sum + loadOf(run), 0);
}

/** What the next trial will have to drop, as far as the last one tells. */
function settlingOf(runs: readonly TrialRun[]): number {
  return settlingSeconds(runs.findLast(({ ask }) => ask.phase !== 'drain')?.medianIteration ?? 0);
}
