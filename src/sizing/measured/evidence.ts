import { limitsLoad } from '../../objectives/severity.ts';
import type { Estimate, Estimates } from '../../result/estimates.ts';
import type { RequestDemand } from '../../result/monitors.ts';
import type { Result, StageResult } from '../../result/result.ts';
import { formatRate } from '../../units/format.ts';
import { type InUse, inUseIn } from './in-use.ts';

/** What a run shows of the load that a deployment carries. Rates in requests/s, times in seconds. */
export interface Evidence {
  readonly run: string;
  readonly tier: string | null;
  readonly startedAt: string;
  /** The URL that was measured. */
  readonly target: string;
  /** `capacity`: a search; `steps`: a stress run's steps; `held`: a run at one load. See `result/capacity-plan.ts`. */
  readonly kind: 'capacity' | 'steps' | 'held';
  /** Carried, as far as was shown; the estimate itself; not carried from here on. Null: not known. */
  readonly lower: number;
  readonly value: number | null;
  readonly upper: number | null;
  /** The latency objective by which the queueing model is set; null: only error objectives were judged. */
  readonly promised: { readonly name: string; readonly quantile: number; readonly limit: number } | null;
  /** Mean time a request took at the highest load that met the objectives. */
  readonly response: number | null;
  readonly bytesPerRequest: number | null;
  /** Requests of an iteration, and seconds that the journey's think() asks for in one; null: not known, or none. */
  readonly requestsPerIteration: number | null;
  readonly thinkTime: number | null;
  /** What a request takes, as the run's monitors measured it. */
  readonly demands: readonly RequestDemand[];
  /** What of disk and storage was in use, as the run's monitors read it. */
  readonly inUse: readonly InUse[];
  /** Names of the required objectives that it does not show to be met. */
  readonly unmet: readonly string[];
  readonly caveats: readonly string[];
}

/** Why a run says nothing of capacity, and what to do about it. */
export interface Refusal {
  readonly run: string;
  readonly tier: string | null;
  readonly startedAt: string;
  readonly refused: string;
  /** The lowest load that it shows not to meet the objectives, 0: any; null: it does not show that either. */
  readonly broke: number | null;
}

/** What of a result a plan may rest on. Pure. */
export function evidenceOf(result: Result): Evidence | Refusal {
  const { id: run, tier, startedAt, state, timeScale } = result.run;
  const of = { run, tier, startedAt };
  const again = `loadkit capacity${tier === null ? '' : ` --tier ${tier}`}`;
  const refuse = (why: string, next: string): Refusal => ({ ...of, refused: `${why}; ${next}`, broke: null });
  if (timeScale !== 1) return refuse('a time-scaled run makes no capacity claim', 'run it at full length');
  if (state !== 'complete') return refuse(`it was ${state}`, `run it to its end, or: ${again}`);
  if (result.validity.status !== 'valid')
    return refuse(`it is inconclusive: ${result.validity.reasons[0]?.text ?? 'not valid'}`, 'repeat it');
  const carried = searched(result) ?? byStages(result);
  if (carried === undefined) {
    const why = whyNothing(result);
    return { ...refuse(why, `measure it: ${again}`), broke: brokenFrom(result) };
  }
  const { requests, dataSent, dataReceived, requestsPerIteration, thinkTime = null } = result.totals;
  return {
    ...of,
    target: result.run.target,
    ...carried,
    promised: tightest(result),
    bytesPerRequest: requests > 0 ? (dataSent + dataReceived) / requests : null,
    requestsPerIteration: result.capacity?.requestsPerIteration ?? requestsPerIteration,
    thinkTime,
    demands: result.demands ?? [],
    inUse: inUseIn(result),
    unmet: unmetOf(result),
    caveats: [
      ...carried.caveats,
      ...(result.run.arrivals === 'even' ? [EVEN] : []),
      ...gaveWay(result),
      ...result.caveats.flatMap(({ code, text }) => (code === 'until-sure' ? [text] : [])),
    ],
  };
}

/** What the run's monitors saw give way first. */
function gaveWay({ stability = [] }: Result): string[] {
  const first = stability.filter(({ judge, verdict }) => judge === 'gives-way' && FIRST.includes(verdict));
  return first.slice(0, 1).map(({ text }) => text);
}

const FIRST: readonly string[] = ['gave-way-first', 'gave-way-together'];

function whyNothing({ stages }: Result): string {
  if (stages.some(({ load }) => load?.kind === 'users')) return 'a load of users says nothing about a rate';
  const ramp = stages.length > 0 && stages.every(({ role }) => role === 'ramp');
  if (ramp) return 'a ramp has passed what a service sustains before its queue shows it';
  return 'no load was shown to meet the objectives';
}

/**
 * The required objectives without data; of a search, which is about its lower bound, also those that it did not search
 * and that were missed there. What a stage missed is told by its own zone, but for what is silenced: that is not shown
 * to be met whatever it missed.
 */
function unmetOf({ objectives, capacity }: Result): string[] {
  const unmet = objectives.filter(({ counts, beside, severity, required, zone, stage, source }) => {
    if (severity === 'warning' || zone === 'met') return false;
    if (beside === 'silenced') return required || zone !== 'no-data';
    const missed = capacity && !['search', 'default'].includes(source);
    return counts && required && stage === null && (zone === 'no-data' || missed);
  });
  return [...new Set(unmet.map(({ name }) => name))];
}

const EVEN =
  'arrivals were evenly spaced, which overstates what independent users are carried at by 2 to 11 %, and by far more where requests are served one at a time';

type Carried = Pick<Evidence, 'kind' | 'lower' | 'value' | 'upper' | 'response' | 'caveats'>;

/** The estimate of a capacity search. One without a lower end promises nothing. */
function searched({ estimates, stages }: Result): Carried | undefined {
  const found = estimates.maxSustainableLoad;
  if (!found || found.lower === null || found.lower <= 0) return undefined;
  const { lower, value, upper } = found;
  const caveats = found.caveats.map(({ text }) => text);
  return { kind: 'capacity', lower, value, upper, caveats, response: inFlight(estimates, found) ?? slowestMet(stages) };
}

/** Little: what was in flight at the capacity over its rate. */
function inFlight(estimates: Estimates, capacity: Estimate): number | null {
  const concurrency = estimates.concurrency?.value ?? null;
  const rate = capacity.value ?? capacity.lower;
  return concurrency !== null && rate ? concurrency / rate : null;
}

/** Stages that hold a load; a recovery comes after a higher one. */
const STEADY: readonly string[] = ['hold', 'step'];

/** The valid steady stages of an offered rate, the lowest first. */
function steadyOf({ stages }: Result) {
  return stages
    .filter(({ valid, zone, load, role }) => valid && zone !== null && load?.kind === 'rate' && STEADY.includes(role))
    .map((stage) => ({ stage, rate: stage.load!.to }))
    .sort((a, b) => a.rate - b.rate);
}

/** Of a run that shows nothing to be carried: the lowest load that it shows not to be. */
function brokenFrom(result: Result): number | null {
  if (result.capacity?.ended === 'alone') return 0;
  const found = result.estimates.maxSustainableLoad;
  return found?.upper ?? steadyOf(result).find(({ stage }) => stage.zone !== 'met')?.rate ?? null;
}

/** By steady stages: the highest that met its objectives below the lowest that did not. */
function byStages(result: Result): Carried | undefined {
  const { run } = result;
  const steady = steadyOf(result);
  const broken = steady.find(({ stage }) => stage.zone !== 'met');
  const held = steady.filter(({ stage, rate }) => stage.zone === 'met' && (!broken || rate < broken.rate)).at(-1);
  if (!held) return undefined;
  const kind = run.profile === 'stress' ? 'steps' : 'held';
  const open = broken ? [] : [`nothing was measured above ${formatRate(held.rate)}`];
  return {
    kind,
    lower: held.rate,
    value: null,
    upper: broken?.rate ?? null,
    response: held.stage.latency.mean,
    caveats: ['steps of what was tried, no search: the bracket is no statistical interval', ...open],
  };
}

function slowestMet(stages: readonly StageResult[]): number | null {
  const means = stages.filter(({ zone, valid }) => valid && zone === 'met').map(({ latency }) => latency.mean ?? 0);
  return means.length > 0 && Math.max(...means) > 0 ? Math.max(...means) : null;
}

/**
 * The latency objective that a search found to bind; else the one that asks most of a queue: the largest ln(1/(1−q))/L
 * among those over all requests, else of any.
 */
function tightest({ objectives, capacity }: Result): Evidence['promised'] {
  const searched = (capacity?.search.objectives ?? []).flatMap(({ name, allowed, limit }) =>
    limit === null ? [] : [{ name, quantile: 1 - allowed, limit, rank: name === capacity!.binding ? 2 : 1 }],
  );
  const judged = objectives.filter(limitsLoad).flatMap(({ name, measure, unit, target, critical }) => {
    const limit = target ?? critical;
    if (unit !== 'seconds' || !limit || limit.value <= 0) return [];
    if (measure.kind !== 'stat' || measure.quantile === null) return [];
    const { metric, where, quantile } = measure;
    const whole = (metric === 'request_time' || metric === 'http_req_duration') && Object.keys(where).length === 0;
    return [{ name, quantile, limit: limit.value, rank: whole ? 1 : 0 }];
  });
  const asks = ({ quantile, limit }: { quantile: number; limit: number }) => -Math.log1p(-quantile) / limit;
  const best = [...searched, ...judged].sort((a, b) => b.rank - a.rank || asks(b) - asks(a))[0];
  return best ? { name: best.name, quantile: Number(best.quantile.toPrecision(12)), limit: best.limit } : null;
}
