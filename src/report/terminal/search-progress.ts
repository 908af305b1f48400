import { type Batch, badOf, judgedOf } from '../../capacity/search/batch.ts';
import type { Interval } from '../../capacity/search/interval.ts';
import { attainablePrecision, secondsForPrecision } from '../../capacity/search/precision.ts';
import type { Ask } from '../../capacity/search/search-state.ts';
import type { SearchSettings } from '../../capacity/search/settings.ts';
import { badShare } from '../../capacity/trials/bad-share.ts';
import { loadOf, steadyBatches, type TrialRun } from '../../capacity/trials/trial.ts';
import type { TrialSide } from '../../capacity/trials/trial-verdict.ts';
import type { SearchPlan } from '../../result/capacity.ts';
import { formatNumber, formatRate, formatRatio, formatSpan } from '../../units/format.ts';

/** A batch of a search that is over, for the line that says so. Rates of `ask` and `batch` are iterations'. */
export interface BatchNews {
  readonly ask: Ask;
  readonly batch: Batch;
  /** Why it proves nothing. */
  readonly doubt: string | undefined;
  readonly requests: number;
  /** The estimate before it, iterations per second. */
  readonly latest: Interval | undefined;
  /** Seconds of the budget that are left. */
  readonly left: number;
  /** In requests per second. */
  readonly settings: SearchSettings;
}

const PHASES: Readonly<Record<string, string>> = {
  bracket: 'bracket',
  ceiling: 'hold',
  coast: 'empty',
  home: 'home in',
  track: 'track',
  settle: 'settle',
  confirm: 'confirm',
};

/**
 * A search's phase in eight letters at most, for lines that stand below one another. The phases of a search by trials
 * are such words already.
 */
export function shortPhaseWord(phase: string): string {
  return PHASES[phase] ?? phase;
}

/** `track    286/s: 284/s done, 4.2 % bad (5 % allowed) · estimate 288 [279, 297] · 6 min 10 s left`. */
export function searchLine({ ask, batch, doubt, requests, latest, left, settings }: BatchNews): string {
  const done = formatNumber((batch.departures / batch.seconds) * requests);
  const bad = settings.objectives.map(({ allowed }, at) => ({
    share: badOf(batch, at) / Math.max(1, judgedOf(batch, at)),
    allowed,
  }));
  const worst = bad.sort((a, b) => b.share / b.allowed - a.share / a.allowed)[0];
  const rate = (value: number) => formatNumber(value * requests);
  return [
    `${shortPhaseWord(ask.phase).padEnd(8)} ${rate(ask.rate)}/s: ${done}/s done${worst ? `, ${formatRatio(worst.share, 2)} bad (${formatRatio(worst.allowed)} allowed)` : ''}`,
    doubt === undefined ? '' : `not used: ${doubt}`,
    latest ? `estimate ${rate(latest.value)} [${rate(latest.lower)}, ${rate(latest.upper)}]` : '',
    `${formatSpan(left)} left`,
  ]
    .filter(Boolean)
    .join(' · ');
}

/** A trial that is over, for the line that says so; rates are requests per second. */
export interface TrialNews {
  readonly run: TrialRun;
  readonly verdict: TrialSide;
  readonly doubt: string | undefined;
  /** The estimate with this trial. */
  readonly latest: Interval | undefined;
  /** Seconds of the budget that are left. */
  readonly left: number;
  readonly objectives: SearchSettings['objectives'];
}

const VERDICTS: Readonly<Record<TrialSide, string>> = {
  below: 'carried',
  above: 'too much',
  undecided: 'too near to tell',
};

/**
 * `between  143/s for 45 s: 142/s done, 4.1 % bad (5 % allowed), too near to tell · estimate 147 [138, 156] · 4 min
 * left`.
 */
export function trialLine({ run, verdict, doubt, latest, left, objectives }: TrialNews): string {
  const steady = steadyBatches(run);
  const batches = steady.length > 0 ? steady : run.batches;
  const seconds = loadOf({ batches });
  const finished = batches.reduce((sum, batch) => sum + batch.finished, 0);
  const worst = objectives
    .map(({ allowed }, at) => ({ share: badShare(batches, at).share, allowed }))
    .sort((a, b) => b.share / b.allowed - a.share / a.allowed)[0];
  const done = seconds > 0 ? `${formatNumber(finished / seconds)}/s done` : 'nothing measured';
  const bad =
    worst && finished > 0 ? `, ${formatRatio(worst.share, 2)} bad (${formatRatio(worst.allowed)} allowed)` : '';
  const said = run.ask.phase === 'drain' || !run.valid ? '' : `, ${verdictWords(run, verdict, worst)}`;
  return [
    `${run.ask.phase.padEnd(8)} ${formatNumber(run.ask.rate)}/s for ${formatSpan(loadOf(run))}: ${done}${bad}${said}`,
    doubt === undefined ? '' : `not used: ${doubt}`,
    latest
      ? `estimate ${formatNumber(latest.value)} [${formatNumber(latest.lower)}, ${formatNumber(latest.upper)}]`
      : '',
    `${formatSpan(left)} left`,
  ]
    .filter(Boolean)
    .join(' · ');
}

/** A hold need not be told from the crossing: it holds while no more are bad than is allowed. */
function verdictWords(
  { ask }: TrialRun,
  verdict: TrialSide,
  worst: { readonly share: number; readonly allowed: number } | undefined,
): string {
  if (ask.phase !== 'confirm') return VERDICTS[verdict];
  return verdict === 'above' || (worst && worst.share > worst.allowed) ? 'did not hold' : 'held';
}

/** Why the load was ended. */
export function searchedLine(reason: string): string {
  const why: Readonly<Record<string, string>> = {
    precise: 'the interval is as narrow as was asked for',
    budget: 'the budget is used up',
    ceiling: 'no objective broke at the highest rate allowed',
    alone: 'no rate meets the objectives',
    drifting: 'the capacity changes while it is measured',
    collapsing: 'the service collapses near its capacity',
    generator: 'the generator cannot keep to a higher rate',
    invalid: 'the generator cannot keep to the rate',
    stopped: 'it was stopped',
  };
  return `the search is over: ${why[reason] ?? reason}`;
}

/**
 * What precision the budget allows, before anything is measured: at the rates of which something is known, and how long
 * the wanted one takes there.
 */
export function precisionLines({
  precision,
  loadBudget,
  tierRate,
}: SearchPlan & { tierRate: number | null }): string[] {
  const rates = tierRate === null ? [50, 200, 1000] : [tierRate];
  return rates.map((rate) => {
    const { steady, typical, heavyTailed } = attainablePrecision(rate, loadBudget);
    const takes = secondsForPrecision(rate, precision);
    const share = (width: number) => `±${formatRatio(width, 2)}`;
    return `a capacity near ${formatRate(rate)}: ${formatSpan(loadBudget)} of load allow about ${share(typical)} (${share(steady)} where service is even, ${share(heavyTailed)} where it varies widely); ${share(precision)} takes about ${formatSpan(takes)}`;
  });
}
