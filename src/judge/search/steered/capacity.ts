import { type Batch, badOf, judgedOf } from '../../../capacity/search/batch.ts';
import { judgedCrossings, judgedSearch } from '../../../capacity/search/judged-search.ts';
import { type Ending, openOutcome, type SearchOutcome } from '../../../capacity/search/outcome.ts';
import type { Selector } from '../../../metrics/selector.ts';
import type { Timeline } from '../../../metrics/timeline.ts';
import type { CapacityResult } from '../../../result/capacity.ts';
import type { RunRecord } from '../../../result/record.ts';
import type { Caveat, Estimate } from '../../../result/vocabulary.ts';
import type { Span } from '../../../slo/windows.ts';
import { formatNumber, formatRatio, formatSeconds } from '../../../units/format.ts';
import { isRateLimited } from '../../caveats/rate-limit.ts';
import { heldShare } from '../held-share.ts';
import { searchUsl } from '../usl.ts';
import type { SearchCourse } from './course.ts';
import { countedFrom, requestsPerIteration, searchEstimates } from './estimates.ts';
import { loadPoints, steadyPoints, stretchesOf, trialsOf } from './points.ts';

/** Requests that failed, and the share of all from which they are spoken of. */
const FAILED: Selector = { metric: 'http_req_failed', where: {} };
const FEW = 0.01;
/** A pause so long a part of an iteration makes the number in flight say little about the target. */
const LONG_PAUSE = 0.5;

/** What a search found, with what speaks against it, whatever its method. */
export interface JudgedCapacity {
  /** Where the lower bound was held, in seconds since the scenario began; undefined: it was not. */
  readonly hold: Span | undefined;
  /** In requests per second. */
  readonly outcome: Ending;
  readonly capacity: CapacityResult;
  readonly estimates: readonly Estimate[];
  readonly caveats: readonly Caveat[];
}

/** Judges a recorded search: its outcome anew from the batches, the load points, the estimates. Pure. */
export function judgeCapacity(record: RunRecord, timeline: Timeline, course: SearchCourse): JudgedCapacity {
  const { tierRate, notes, ...search } = record.search!;
  const evidence = course.evidence();
  const recorded = course.recorded();
  const load = evidence.batches.reduce((sum, { seconds }) => sum + seconds, 0);
  const outcome = judgedSearch(course.settings, recorded, evidence) ?? openOutcome('stopped', load);
  const requests = requestsPerIteration(course, record.plan.requestsPerIteration ?? 1);
  const stretches = stretchesOf(course);
  const counted = stretches.filter(({ batch }) => batch.start >= countedFrom(outcome));
  const estimates = searchEstimates(course, outcome, requests, shareOf(timeline, FAILED) > FEW);
  const limitedBy = limitOf(outcome, timeline);
  const capacity: CapacityResult = {
    search,
    ended: outcome.reason,
    load,
    elapsed: course.elapsed ?? timeline.lastSecond + 1,
    secondsNeeded: outcome.secondsNeeded,
    limitedBy,
    ...(outcome.change ? { change: outcome.change } : {}),
    binding: outcome.objective === null ? null : search.objectives[outcome.objective]!.name,
    crossings: crossingsOf(course, outcome, outcome.value === null ? undefined : estimates[0], requests),
    confirmation: confirmationOf(course, outcome, requests),
    tierRate,
    requestsPerIteration: requests,
    trials: trialsOf(stretches, requests),
    points: loadPoints(counted, requests),
    usl: limitedBy === 'rate-limiting' ? null : searchUsl(steadyPoints(counted, requests)),
  };
  return {
    hold: spanOf(holdOf(course, outcome), timeline),
    outcome: { ...outcome, ...inRequests(outcome, requests) },
    capacity,
    estimates: ofTarget(estimates, limitedBy),
    caveats: [
      ...notes.map((text): Caveat => ({ code: 'note', text })),
      ...otherRequests(requests, record.plan.requestsPerIteration ?? 1),
      ...invalidBatches(course, evidence.batches),
      ...pausing(evidence.batches),
    ],
  };
}

function inRequests({ value, lower, upper }: Ending, requests: number): Pick<Ending, 'value' | 'lower' | 'upper'> {
  const times = (rate: number | null) => (rate === null ? null : rate * requests);
  return { value: times(value), lower: times(lower), upper: times(upper) };
}

function shareOf(timeline: Timeline, selector: Selector): number {
  const requests = timeline.total({ metric: 'http_reqs', where: {} })?.sum ?? 0;
  return requests > 0 ? (timeline.total(selector)?.sum ?? 0) / requests : 0;
}

/** What keeps the load from being higher. */
export function limitOf({ reason, objective, change }: Ending, timeline: Timeline): CapacityResult['limitedBy'] {
  if (isRateLimited(timeline)) return 'rate-limiting';
  if (reason === 'generator' || reason === 'invalid') return 'generator';
  if (reason === 'ceiling') return 'max-rate';
  if (reason === 'drifting' && change?.kind === 'faster') return 'scaling';
  return objective === null ? 'unknown' : 'objective';
}

const WHERE_IT_BENDS: readonly string[] = ['knee', 'breaking-point'];

/** A limiter refuses what is too much: what lets no more pass shows neither a knee nor a breaking point of the service behind it. */
export function ofTarget(estimates: readonly Estimate[], limitedBy: CapacityResult['limitedBy']): readonly Estimate[] {
  return limitedBy === 'rate-limiting' ? estimates.filter(({ name }) => !WHERE_IT_BENDS.includes(name)) : estimates;
}

/** Of the objective that binds its estimate, of the others what the same batches say of them without the replay. */
function crossingsOf(
  course: SearchCourse,
  outcome: SearchOutcome,
  binding: Estimate | undefined,
  requests: number,
): CapacityResult['crossings'] {
  return judgedCrossings(course.settings, course.recorded(), course.evidence()).map((own, at) => {
    if (at === outcome.objective) return binding ?? null;
    if (!own || !binding) return null;
    const { value, lower, upper } = own;
    const ends = { value: value * requests, lower: lower * requests, upper: upper * requests };
    return { ...binding, ...ends, caveats: [], basis: 'states in flight over the same blocks' };
  });
}

/** The batches in which the lower bound was held: after the search, or for a minute at the highest rate that it may go to. */
function holdOf(course: SearchCourse, outcome: SearchOutcome): readonly Batch[] {
  const { batches } = course.evidence();
  const asks = course.asks.slice(0, batches.length);
  const phase = heldAtTop(outcome) ? 'ceiling' : 'confirm';
  const last = asks.findLast((ask) => ask.phase === phase);
  return batches.filter(
    (batch, at) => last && batch.valid && asks[at]!.phase === phase && asks[at]!.rate === last.rate,
  );
}

/** A search that ends at the highest rate has held it: what it promises is that rate. */
export function heldAtTop({ reason, lower }: Ending): boolean {
  return (reason === 'ceiling' || reason === 'generator') && lower !== null;
}

function spanOf(held: readonly Batch[], { offset }: Timeline): Span | undefined {
  const [first, last] = [held[0], held.at(-1)];
  return first && last && { from: first.start - offset, to: last.start + last.seconds - offset };
}

function confirmationOf(
  course: SearchCourse,
  outcome: SearchOutcome,
  requests: number,
): CapacityResult['confirmation'] {
  const counted = holdOf(course, outcome);
  const [last] = counted;
  if (!last) return null;
  const sum = (of: (batch: Batch) => number) => counted.reduce((total, batch) => total + of(batch), 0);
  return {
    rate: last.rate * requests,
    seconds: sum(({ seconds }) => seconds),
    ...(heldAtTop(outcome) ? { held: true, failures: 0 } : outcome.confirmation),
    bad: course.settings.objectives.map((objective, at) =>
      heldShare(
        sum((batch) => badOf(batch, at)),
        sum((batch) => judgedOf(batch, at)),
        objective,
      ),
    ),
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

function invalidBatches(course: SearchCourse, batches: readonly Batch[]): Caveat[] {
  const invalid = batches.flatMap((batch, at) => (batch.valid ? [] : [course.doubt(at) ?? '']));
  if (invalid.length === 0) return [];
  return [
    {
      code: 'stage-invalid',
      text: `${invalid.length} of ${batches.length} batches were not used, since the generator and not the target shaped them: ${invalid[0]}`,
    },
  ];
}

/** Who is in flight while it pauses loads nothing: the counts by number in flight then say less, and intervals are wider. */
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
      text: `iterations paused for ${formatRatio(share)} of their time (${formatSeconds((inFlight - atTarget) / Math.max(1, iterations))} each): what is in flight says little about the target then; take sleep() out of the journey`,
    },
  ];
}
