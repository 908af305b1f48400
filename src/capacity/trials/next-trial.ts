import { tightestLimit } from '../search/settings.ts';
import { askBetween, askCeiling, askDoubling, askNear, shortestTrial, spentSeconds } from './asking.ts';
import { type Bracket, bracketOf, brokeObjective, crossingBetween, nextInside } from './bracket.ts';
import { confirming, heldSoFar } from './confirm.ts';
import { crossingEstimate } from './crossing-estimate.ts';
import { drainAfter, hasRecovered } from './drain.ts';
import { type JudgedTrial, judgedTrials, trialInFlight } from './judged-trial.ts';
import { isPrecise, refinedRate } from './refining.ts';
import { loadOf, type TrialAsk, type TrialRun, type TrialSettings } from './trial.ts';
import { trialVerdict } from './trial-verdict.ts';
import { type NextTrial, type TrialsOutcome, trialsOutcome } from './trials-outcome.ts';

const MOST_REPEATS = 2;
const MOST_DRAINS = 2;
/** Requests in flight at a rate at which they are practically alone: if it is above, no lower one is below. */
const ALONE = 0.2;
/** From the lowest rate that could not be told from the crossing, while nothing was below. */
const STEP_DOWN = 0.9;

/**
 * The next trial of a search for the highest rate that meets all objectives, or its outcome: a function of the trials
 * so far and of nothing else. For a stock k6, whose rate cannot be steered: each trial is a run of its own.
 */
export function nextTrial(settings: TrialSettings, runs: readonly TrialRun[]): NextTrial {
  const first = firstHold(runs);
  const step = searchStep(settings, runs.slice(0, first));
  if (!step.done) return step;
  const drain = first === runs.length ? undefined : drainFirst(settings, runs, judgedTrials(settings.objectives, runs));
  if (drain) return { done: false, trial: drain };
  return confirming(settings, step.outcome, runs, first);
}

/** What the trials tell of a search that was ended from outside. */
export function outcomeSoFar(
  settings: TrialSettings,
  runs: readonly TrialRun[],
  reason: TrialsOutcome['reason'],
): TrialsOutcome {
  const first = firstHold(runs);
  const before = runs.slice(0, first);
  const step = searchStep(settings, before);
  if (step.done) return heldSoFar(settings, step.outcome, runs, first).found;
  return trialsOutcome(reason, settings, before, judgedTrials(settings.objectives, before));
}

/** Where the holds at the lower bound begin; the number of trials where there is none yet. */
function firstHold(runs: readonly TrialRun[]): number {
  const hold = runs.findIndex(({ ask }) => ask.phase === 'confirm');
  return hold < 0 ? runs.length : hold;
}

/** Whether a trial under way has told what it can, asked after each of its batches. */
export function trialIsOver(settings: TrialSettings, earlier: readonly TrialRun[], current: TrialRun): boolean {
  if (loadOf(current) >= current.ask.mostSeconds - 1e-6) return true;
  if (current.ask.phase === 'drain') {
    const first = judgedTrials(settings.objectives, earlier)[0];
    return first !== undefined && hasRecovered(current, first.run);
  }
  return trialVerdict(settings.objectives, current).verdict !== 'undecided';
}

function searchStep(settings: TrialSettings, runs: readonly TrialRun[]): NextTrial {
  const last = runs.at(-1);
  if (!last) return { done: false, trial: askDoubling(settings.startRate, runs) };
  const judged = judgedTrials(settings.objectives, runs);
  const end = (reason: TrialsOutcome['reason']): NextTrial => ({
    done: true,
    outcome: trialsOutcome(reason, settings, runs, judged),
  });
  if (!last.valid && last.ask.phase !== 'drain') {
    const latest = runs.slice(-1 - MOST_REPEATS);
    const spoilt = latest.length > MOST_REPEATS && latest.every(({ valid }) => !valid);
    return spoilt ? end('invalid') : { done: false, trial: last.ask };
  }
  if (drainsFailed(runs, judged[0])) return end('collapsing');
  const drain = drainFirst(settings, runs, judged);
  if (drain) return { done: false, trial: drain };

  const left = settings.budget - spentSeconds(runs);
  const bracket = bracketOf(judged);
  const { above, low } = bracket;
  const outOfTime = left < shortestTrial(runs);
  if (above && !low) return downwards(above, runs, outOfTime, end);
  if (outOfTime) return end('budget');
  if (!above) return upwards(settings, judged, runs, end);
  const inside = nextInside(bracket, settings);
  if (inside !== undefined) return { done: false, trial: askBetween(Math.exp(inside), runs, left) };
  if (!brokeObjective(above)) return firmOr(bracket, runs, left, end);
  const estimate = crossingEstimate(settings, judged);
  if (!estimate)
    return { done: false, trial: askNear(Math.exp(crossingBetween(low!, above, settings.objectives)), runs, left) };
  if (isPrecise(settings, estimate, judged)) return end('precise');
  return { done: false, trial: askNear(Math.exp(refinedRate(estimate, judged)), runs, left) };
}

/** A bracket that is narrow enough ends the search, once its lower end is below and not only undecided. */
function firmOr({ low, below }: Bracket, runs: readonly TrialRun[], left: number, end: End): NextTrial {
  if (low === below) return end('precise');
  const { rate, phase } = low!.run.ask;
  return { done: false, trial: askBetween(phase === 'double' ? rate : STEP_DOWN * rate, runs, left) };
}

type End = (reason: TrialsOutcome['reason']) => NextTrial;

/** Nothing was above yet: twice the rate, and at the highest one allowed a longer trial. */
function upwards(
  { maxRate }: TrialSettings,
  judged: readonly JudgedTrial[],
  runs: readonly TrialRun[],
  end: End,
): NextTrial {
  const { rate, phase } = judged.reduce((a, b) => (b.x >= a.x ? b : a)).run.ask;
  if (rate < maxRate) return { done: false, trial: askDoubling(Math.min(2 * rate, maxRate), runs) };
  return phase === 'ceiling' ? end('ceiling') : { done: false, trial: askCeiling(maxRate, runs) };
}

/** Everything was above: half the rate, unless requests are alone there already. */
function downwards(above: JudgedTrial, runs: readonly TrialRun[], outOfTime: boolean, end: End): NextTrial {
  if (brokeObjective(above) && trialInFlight(above.run) <= ALONE) return end('alone');
  if (outOfTime) return end('budget');
  return { done: false, trial: askDoubling(above.run.ask.rate / 2, runs) };
}

/** The drain that has to come before the next trial, if the last one left a long line. */
function drainFirst(
  settings: TrialSettings,
  runs: readonly TrialRun[],
  judged: readonly JudgedTrial[],
): TrialAsk | undefined {
  const last = runs.at(-1)!;
  const first = judged[0];
  if (!first || drainsFailed(runs, first)) return undefined;
  if (last.ask.phase === 'drain') return hasRecovered(last, first.run) ? undefined : last.ask;
  const low = bracketOf(judged).low?.run.ask.rate ?? last.ask.rate / 4;
  return drainAfter(last, low, tightestLimit(settings));
}

function drainsFailed(runs: readonly TrialRun[], first: JudgedTrial | undefined): boolean {
  const latest = runs.slice(-MOST_DRAINS);
  if (!first || latest.length < MOST_DRAINS) return false;
  return latest.every((run) => run.ask.phase === 'drain' && !hasRecovered(run, first.run));
}
