import { splitOf } from '../../../capacity/load-split.ts';
import { type Batch, finishedOf } from '../../../capacity/search/batch.ts';
import { busyRate, kneeOf } from '../../../capacity/search/changes/flow.ts';
import { longestRecovery } from '../../../capacity/search/coasting-time.ts';
import {
  type BirthDeath,
  crossingRate,
  fitBirthDeath,
  meanInFlight,
} from '../../../capacity/search/estimators/birth-death.ts';
import { type Levels, poolLevels } from '../../../capacity/search/estimators/levels.ts';
import { flightLimit } from '../../../capacity/search/flight-limit.ts';
import type { SearchOutcome } from '../../../capacity/search/outcome.ts';
import { searchEstimate } from '../../../capacity/search/search-estimate.ts';
import { type Run, runsOf } from '../../../capacity/search/search-state.ts';
import { inRequests } from '../../../capacity/search/settings.ts';
import type { Estimate } from '../../../result/estimates.ts';
import { studentTQuantile } from '../../../stats/distributions/student-t.ts';
import { jackknifeVariance } from '../../../stats/moments.ts';
import { formatNumber } from '../../../units/format.ts';
import {
  breakingPointEstimate,
  concurrencyEstimate,
  inIterations,
  kneeEstimate,
  recoveryTimeEstimate,
} from '../estimates.ts';
import type { Findings } from '../findings.ts';
import { requestsMade } from '../requests-made.ts';
import type { SteeredSearch } from './steered-search.ts';

const CONFIDENCE = 0.9;
const LEAST_DEPARTURES = 100;
const LEAST_BLOCKS = 3;
/** The jackknife of few, correlated blocks is somewhat short. */
const INFLATION = 1.1;

/**
 * What a steered search estimates, `requests` of them an iteration; of an outcome without any load only what is known.
 * `failed` says whether more than a few requests failed.
 */
export function steeredEstimates(
  search: SteeredSearch,
  outcome: SearchOutcome,
  requests: number,
  failed: boolean,
): Findings['estimates'] {
  const { batches } = search.evidence();
  const runs = runsOf(search.asks.slice(0, batches.length), batches);
  const after = runs.filter(({ batch }) => batch.start >= countedFrom(outcome));
  const loaded = after.filter(({ ask }) => ask.phase !== 'coast' && ask.phase !== 'stop');
  const recovery = {
    maxSustainableLoad: sustainable(search, outcome, requests),
    recoveryTime: recoveryTime(search, runs),
  };
  // Of a target that changed again and again no load is where it bends.
  if (outcome.reason === 'drifting') return recovery;
  const highest = Math.max(0, ...loaded.map(({ batch }) => batch.rate));
  return {
    ...recovery,
    knee: knee(loaded, highest, requests),
    breakingPoint: breakingPoint(loaded, after, requests, failed),
    concurrency: concurrency(search, loaded, outcome, requests, highest),
  };
}

/** From when on what was measured counts: the last change of the target; all where no number does. */
export function countedFrom({ reason, change }: Pick<SearchOutcome, 'reason' | 'change'>): number {
  return reason === 'drifting' || !change ? Number.NEGATIVE_INFINITY : change.at;
}

/** An interval whose ends lie farther apart than this tells nothing. */
const WIDEST = 4;

/** Whether an estimate carried over from the counts by number in flight says anything. */
function isTold({ value, lower, upper }: Jackknifed): boolean {
  if (!Number.isFinite(value)) return false;
  return lower === null || upper === null || upper <= WIDEST * lower;
}

/** Requests per iteration as they were made, iterations that were dropped left out. */
export function requestsPerIteration(search: SteeredSearch, planned: number): number {
  const { batches } = search.evidence();
  const sum = (of: (batch: Batch, at: number) => number) =>
    batches.reduce((total, batch, at) => total + of(batch, at), 0);
  const finished = sum((batch, at) => finishedOf(batch) - search.dropped(at));
  return requestsMade({ requests: finished, iterations: sum(({ departures }) => departures) }, planned);
}

function sustainable(search: SteeredSearch, outcome: SearchOutcome, requests: number): Estimate {
  const times = (rate: number | null) => (rate === null ? null : rate * requests);
  const { value, lower, upper } = outcome;
  const scaled = { ...outcome, value: times(value), lower: times(lower), upper: times(upper) };
  return inIterations(searchEstimate(scaled, inRequests(search.settings, requests)), requests);
}

function modelOf(runs: readonly Run[], objective = 0): BirthDeath | undefined {
  return fitBirthDeath(levelsOf(runs, objective), LEAST_DEPARTURES);
}

function levelsOf(runs: readonly Run[], objective = 0): Levels {
  return poolLevels(
    runs.map(({ batch }) => batch),
    objective,
  );
}

interface Jackknifed extends Pick<Estimate, 'lower' | 'upper' | 'confidence'> {
  readonly value: number;
}

/**
 * The two-sided interval about a positive value, by a jackknife of its logarithm over the blocks of the dithered part.
 */
function jackknifed(value: number, runs: readonly Run[], of: (left: readonly Run[]) => number | undefined): Jackknifed {
  const blocks = [...new Set(runs.flatMap(({ ask }) => ask.block ?? []))];
  const leftOut = blocks.flatMap((block) => {
    const without = of(runs.filter(({ ask }) => ask.block !== block));
    return without === undefined ? [] : [Math.log(without)];
  });
  if (leftOut.length < LEAST_BLOCKS) return { value, lower: null, upper: null, confidence: null };
  const half =
    INFLATION * studentTQuantile((1 + CONFIDENCE) / 2, leftOut.length - 1) * Math.sqrt(jackknifeVariance(leftOut));
  return { value, lower: value * Math.exp(-half), upper: value * Math.exp(half), confidence: CONFIDENCE };
}

/** None beyond the highest rate that was run. */
function knee(runs: readonly Run[], highest: number, requests: number): Estimate | undefined {
  const model = modelOf(runs);
  if (!model) return undefined;
  const of = (known: BirthDeath) => kneeOf(known) * requests;
  const numbers = jackknifed(of(model), runs, (left) => {
    const without = modelOf(left);
    return without && of(without);
  });
  if (!isTold(numbers) || numbers.value > highest * requests) return undefined;
  return kneeEstimate(numbers, ', by the departures from each number in flight', [
    {
      code: 'extrapolated',
      text: 'carried over from the loads that were run: exact where departures depend on the number in flight alone',
    },
  ]);
}

function breakingPoint(
  runs: readonly Run[],
  all: readonly Run[],
  requests: number,
  failed: boolean,
): Estimate | undefined {
  const tried = runs.flatMap(({ batch }) => {
    const done = batch.departures >= 0.95 * batch.arrivals;
    return piled(batch) || done ? [{ rate: batch.rate, seconds: batch.seconds, held: !piled(batch) }] : [];
  });
  const { broke } = splitOf(tried);
  const upper = broke ?? Number.POSITIVE_INFINITY;
  const found = broke !== undefined;
  const busy = found ? busyRate(levelsOf(all)) : undefined;
  // A few seconds somewhat above what can be done look as if they got done.
  const below = tried.filter(({ held, rate }) => held && rate < Math.min(upper, busy ?? upper));
  if (below.length === 0 && !found) return undefined;
  const lower = Math.max(0, ...below.map(({ rate }) => rate));
  const value = busy !== undefined && busy < upper ? busy * requests : null;
  return breakingPointEstimate(
    { value, lower: lower * requests, upper: found ? upper * requests : null },
    'what was done per second while most were in flight',
    failed
      ? [{ code: 'failed-counted-done', text: 'requests that failed count as done: what was done well may be less' }]
      : [],
  );
}

function piled({ inFlightAtEnd, inFlightAtStart, arrivals }: Batch): boolean {
  const more = inFlightAtEnd - inFlightAtStart;
  return more > 20 && more > 0.3 * arrivals;
}

function recoveryTime(search: SteeredSearch, runs: readonly Run[]): Estimate | undefined {
  const { batches } = search.evidence();
  const flight = flightLimit(search.settings, runs);
  const recovery = longestRecovery(search.asks, batches, ({ inFlightAtEnd }, next) =>
    next === undefined ? false : inFlightAtEnd <= Math.max(5, 0.5 * next.rate * flight),
  );
  if (!recovery) return undefined;
  const { seconds, before, over, from, rate } = recovery;
  return recoveryTimeEstimate(
    { value: over ? seconds : null, lower: over ? before : seconds, upper: over ? seconds : null },
    `until requests in flight were few again, at ${formatNumber(rate)} iterations/s after ${formatNumber(from)}`,
    over ? 'looked at once a second' : 'the line was still long when the search went on: longer than this',
  );
}

/**
 * What is in flight where the states in flight themselves see the objective crossed. A target that carries more is
 * crossed at a higher rate with about as many in flight, so that this is known better than the rate.
 */
function concurrency(
  search: SteeredSearch,
  runs: readonly Run[],
  { value, objective }: SearchOutcome,
  requests: number,
  highest: number,
): Estimate | undefined {
  if (value === null || objective === null || value > highest) return undefined;
  const { allowed } = search.settings.objectives[objective]!;
  const tracked = runs.filter(({ ask }) => ask.block !== undefined);
  const atCrossing = (some: readonly Run[]) => {
    const model = modelOf(some, objective);
    return model && meanInFlight(model, crossingRate(model, allowed, value / 2, value * 2));
  };
  const found = atCrossing(tracked);
  if (found === undefined) return undefined;
  const numbers = jackknifed(found, tracked, atCrossing);
  return isTold(numbers) ? concurrencyEstimate(numbers, requests, ' its rate × its response time') : undefined;
}
