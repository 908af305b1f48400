import { type Batch, badOf, judgedOf } from '../../../capacity/search/batch.ts';
import { judgedCrossings, judgedSearch } from '../../../capacity/search/judged-search.ts';
import { openOutcome, type SearchEnding, type SearchOutcome } from '../../../capacity/search/outcome.ts';
import type { Selector } from '../../../metrics/selector.ts';
import type { Timeline } from '../../../metrics/timeline/timeline.ts';
import type { Caveat } from '../../../result/vocabulary.ts';
import type { Span } from '../../../slo/windows/windows.ts';
import { formatNumber, formatRatio, formatSeconds } from '../../../units/format.ts';
import { CARRIED, type Findings, type Hold, heldAtTop, spoiltCaveat } from '../findings.ts';
import { countedFrom, requestsPerIteration, steeredEstimates } from './estimates.ts';
import { loadPoints, probesOf, steadyPoints, stretchesOf } from './points.ts';
import type { SteeredSearch } from './steered-search.ts';

/** Requests that failed, and the share of all from which they are spoken of. */
const FAILED: Selector = { metric: 'http_req_failed', where: {} };
const FEW = 0.01;
/** A pause so long a part of an iteration makes the number in flight say little about the target. */
const LONG_PAUSE = 0.5;

/**
 * What a steered search found: its outcome anew from the batches, the load points, the estimates. `planned`: requests
 * of an iteration.
 */
export function steeredFindings(search: SteeredSearch, planned: number, timeline: Timeline): Findings {
  const evidence = search.evidence();
  const { batches } = evidence;
  const load = batches.reduce((sum, { seconds }) => sum + seconds, 0);
  const outcome = judgedSearch(search.settings, search.recorded(), evidence) ?? openOutcome('stopped', load);
  const requests = requestsPerIteration(search, planned);
  const stretches = stretchesOf(search);
  const counted = stretches.filter(({ batch }) => batch.start >= countedFrom(outcome));
  return {
    ending: { ...outcome, ...inRequests(outcome, requests) },
    requestsPerIteration: requests,
    load,
    elapsed: search.elapsed,
    estimates: steeredEstimates(search, outcome, requests, shareOf(timeline, FAILED) > FEW),
    crossing: outcome.value === null ? undefined : crossingsOf(search, requests),
    hold: holdOf(search, outcome, requests, timeline),
    probes: probesOf(stretches, requests),
    points: loadPoints(counted, requests),
    steady: steadyPoints(counted, requests),
    caveats: [...otherRequests(requests, planned), ...invalidBatches(search, batches), ...pausing(batches)],
    rateAt: (second) => {
      const batch = batches.find(({ start, seconds }) => second >= start && second < start + seconds);
      return batch ? batch.rate * requests : null;
    },
  };
}

function inRequests(
  { value, lower, upper }: SearchEnding,
  requests: number,
): Pick<SearchEnding, 'value' | 'lower' | 'upper'> {
  const times = (rate: number | null) => (rate === null ? null : rate * requests);
  return { value: times(value), lower: times(lower), upper: times(upper) };
}

function shareOf(timeline: Timeline, selector: Selector): number {
  const requests = timeline.total({ metric: 'http_reqs', where: {} })?.sum ?? 0;
  return requests > 0 ? (timeline.total(selector)?.sum ?? 0) / requests : 0;
}

/** What the same batches say of an objective without the replay. */
function crossingsOf(search: SteeredSearch, requests: number): Findings['crossing'] {
  const crossings = judgedCrossings(search.settings, search.recorded(), search.evidence());
  return (objective) => {
    const own = crossings[objective];
    if (!own) return null;
    const { value, lower, upper } = own;
    const ends = { value: value * requests, lower: lower * requests, upper: upper * requests };
    return { ...ends, basis: 'states in flight over the same blocks' };
  };
}

/**
 * The batches in which the lower bound was held: after the search, or for a minute at the highest rate that it may go
 * to.
 */
function heldBatches(search: SteeredSearch, outcome: SearchOutcome): readonly Batch[] {
  const { batches } = search.evidence();
  const asks = search.asks.slice(0, batches.length);
  const phase = heldAtTop(outcome) ? 'ceiling' : 'confirm';
  const last = asks.findLast((ask) => ask.phase === phase);
  return batches.filter(
    (batch, at) => last && batch.valid && asks[at]!.phase === phase && asks[at]!.rate === last.rate,
  );
}

function holdOf(
  search: SteeredSearch,
  outcome: SearchOutcome,
  requests: number,
  { offset }: Timeline,
): Hold | undefined {
  const held = heldBatches(search, outcome);
  const [first, last] = [held[0], held.at(-1)];
  if (!first || !last) return undefined;
  const sum = (of: (batch: Batch) => number) => held.reduce((total, batch) => total + of(batch), 0);
  const span: Span = { from: first.start - offset, to: last.start + last.seconds - offset };
  return {
    confirmation: heldAtTop(outcome) ? CARRIED : outcome.confirmation,
    rate: first.rate * requests,
    seconds: sum(({ seconds }) => seconds),
    counts: search.settings.objectives.map((_, at) => ({
      bad: sum((batch) => badOf(batch, at)),
      judged: sum((batch) => judgedOf(batch, at)),
    })),
    span,
  };
}

function otherRequests(made: number, planned: number): Caveat[] {
  if (made === planned) return [];
  return [
    {
      code: 'requests-per-iteration',
      text: `an iteration made ${formatNumber(made)} requests, not ${formatNumber(planned)} as planned: rates are given in those that were made`,
    },
  ];
}

function invalidBatches(search: SteeredSearch, batches: readonly Batch[]): Caveat[] {
  const doubts = batches.flatMap((batch, at) => (batch.valid ? [] : [search.doubt(at) ?? '']));
  return spoiltCaveat(doubts, batches.length, 'batches');
}

/**
 * A journey that pauses is in flight without loading the target: the counts by number in flight say less, intervals are
 * wider.
 */
function pausing(batches: readonly Batch[]): Caveat[] {
  const valid = batches.filter((batch) => batch.valid);
  const sum = (of: (batch: Batch) => number) => valid.reduce((total, batch) => total + of(batch), 0);
  const inFlight = sum(({ secondsAt }) => secondsAt.reduce((total, seconds, n) => total + n * seconds, 0));
  const atTarget = sum(({ lasted }) => lasted.reduce((total, seconds) => total + seconds, 0));
  const share = 1 - atTarget / inFlight;
  if (!(share > LONG_PAUSE)) return [];
  const iterations = sum(({ departures }) => departures);
  return [
    {
      code: 'note',
      subject: 'pauses',
      text: `iterations paused for ${formatRatio(share)} of their time (${formatSeconds((inFlight - atTarget) / Math.max(1, iterations))} each): what is in flight says little about the target then; take sleep() out of the journey`,
    },
  ];
}
