import { type EndReason, intervalOf, openEnding, type SearchEnding } from '../search/outcome.ts';
import { totalLoad } from './asking.ts';
import { bracketOf } from './bracket.ts';
import { contradictionOf } from './contradiction.ts';
import { bracketInterval, type CrossingEstimate, crossingEstimate } from './crossing-estimate.ts';
import { recoverySeconds } from './drain.ts';
import { type JudgedTrial, judgedTrials } from './judged-trial.ts';
import type { TrialAsk, TrialRun, TrialSettings } from './trial.ts';

/** How a search by trials ended. */
export interface TrialsOutcome extends SearchEnding {
  /** What the interval rests on; missing where it is a bracket of rates that were tried, or there is none. */
  readonly estimate: CrossingEstimate | undefined;
  /** Trials that count, drains left out. */
  readonly trials: number;
  /** Seconds until the line was short again after overload, the longest; `over`: it was not, within so many. */
  readonly recovery: { readonly seconds: number; readonly over: boolean } | undefined;
}

/** The next trial, or how the search ended. */
export type NextTrial =
  | { readonly done: false; readonly trial: TrialAsk }
  | { readonly done: true; readonly outcome: TrialsOutcome };

/** Ends at which what the trials tell together is the answer. */
const ENDS_WITH_A_NUMBER: readonly EndReason[] = ['precise', 'budget', 'stopped'];

/** What the trials tell, at the end of the search; no number where they contradict each other in the order of time. */
export function trialsOutcome(
  reason: EndReason,
  settings: TrialSettings,
  runs: readonly TrialRun[],
  judged: readonly JudgedTrial[],
): TrialsOutcome {
  const seconds = totalLoad(runs);
  const bracket = bracketOf(judged);
  const rest = { trials: judged.length, recovery: recoveryOf(settings, runs), estimate: undefined };
  if (reason === 'alone') return { ...openEnding(reason, seconds, 0), ...rest };
  const estimate = crossingEstimate(settings, judged);
  const change = ENDS_WITH_A_NUMBER.includes(reason) ? contradictionOf(judged, estimate) : undefined;
  if (change) return { ...openEnding('drifting', seconds), ...rest, change };
  const ending = { ...openEnding(reason, seconds, bracket.below?.run.ask.rate ?? null), ...rest };
  if (estimate) {
    const { x, halfWidth, objective } = estimate;
    const secondsNeeded = halfWidth > settings.precision ? seconds * (halfWidth / settings.precision) ** 2 : null;
    return { ...ending, ...intervalOf(x, halfWidth), objective, estimate, secondsNeeded };
  }
  const upper = bracket.above?.run.ask.rate ?? null;
  return { ...ending, upper, ...bracketInterval(bracket, settings), objective: worstOf(bracket.above, settings) };
}

/** The objective that a trial broke by most. */
function worstOf(trial: JudgedTrial | undefined, { objectives }: TrialSettings): number | null {
  if (!trial) return null;
  const ratios = trial.shares.map(({ share }, at) => share / objectives[at]!.allowed);
  const worst = Math.max(...ratios);
  return worst > 1 ? ratios.indexOf(worst) : null;
}

function recoveryOf({ objectives }: TrialSettings, runs: readonly TrialRun[]): TrialsOutcome['recovery'] {
  const first = judgedTrials(objectives, runs)[0]?.run;
  if (!first) return undefined;
  const times = runs.flatMap((drain, at) => {
    if (drain.ask.phase !== 'drain') return [];
    const trial = runs.slice(0, at).findLast(({ ask }) => ask.phase !== 'drain');
    return trial ? [recoverySeconds(trial, drain, first)] : [];
  });
  return times.reduce<TrialsOutcome['recovery']>(
    (longest, time) => (longest === undefined || time.seconds > longest.seconds ? time : longest),
    undefined,
  );
}
