import { bucketMiddle } from '../../metrics/histogram/histogram.ts';
import type { Selector, Where } from '../../metrics/selector.ts';
import type { Cell } from '../../metrics/timeline/cell.ts';
import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { Objective } from '../../objectives/objective.ts';
import type { Measurement } from '../../plan/measurement.ts';

/** How old (s) iterations and HTTP requests were that were cut off: only the engine's ledger tells. */
const ITERATIONS_CUT_OFF = 'iterations_cut_off';
const REQUESTS_CUT_OFF = 'requests_cut_off';
export const CUT_OFF_ITERATIONS: Selector = { metric: ITERATIONS_CUT_OFF, where: {} };
export const CUT_OFF_REQUESTS: Selector = { metric: REQUESTS_CUT_OFF, where: {} };

/** The stage of samples that carry none: everything of a plain script. */
const NO_STAGE = '';

const LEAST_AGE = 1;
const OF_ANSWERED = 2;
/** The slowest answer counts up to here (s): a single slower one does not excuse what was cut off after that. */
const MOST_OF_SLOWEST = 30;

/**
 * Seconds that a request must have waited when it was cut off to count as never answered, where no limit says so:
 * longer than any answer took (30 s of that at most), than twice the 99th percentile of the answers, and than a second.
 * Younger ones were under way as others are at any moment.
 */
export function unansweredAge(measurement: Measurement): number {
  return measurement.once(ageOfUnanswered);
}

function ageOfUnanswered({ timeline }: Measurement): number {
  const answered =
    timeline.total({ metric: 'request_time', where: { expected_response: 'true' } }) ??
    timeline.total({ metric: 'request_time', where: {} });
  return answered ? usualAge(answered) : LEAST_AGE;
}

/** The same age by what ended in how many seconds. */
export function usualAge(ended: Cell): number {
  if (ended.count === 0) return LEAST_AGE;
  const p99 = ended.quantile(0.99) ?? 0;
  return Math.max(LEAST_AGE, OF_ANSWERED * p99, Math.min(ended.max, MOST_OF_SLOWEST));
}

/** Of the named stages, or of the whole run where there are none. */
export function cutOffCell(timeline: Timeline, selector: Selector, stages: readonly string[]): Cell | undefined {
  return stages.includes(NO_STAGE) ? timeline.total(selector) : timeline.judged(selector, stages);
}

/** How many were older than so many seconds, and their ages added. */
export function olderThan(cell: Cell | undefined, seconds: number): { count: number; age: number } {
  const { histogram } = cell ?? {};
  let [count, age] = [0, 0];
  for (const [index, n] of histogram?.counts ?? []) {
    const middle = bucketMiddle(index, histogram!.bits);
    if (middle <= seconds) continue;
    count += n;
    age += n * middle;
  }
  return { count, age };
}

/** How many requests that began in the named stages were never answered. 0 under a k6 that keeps no ledger. */
export function unansweredIn(measurement: Measurement, stages: readonly string[]): number {
  return olderThan(cutOffCell(measurement.timeline, CUT_OFF_REQUESTS, stages), unansweredAge(measurement)).count;
}

/**
 * Samples that an objective would have had from requests or iterations of the stages that were cut off when they had
 * lasted longer than its limit allows, or where it limits no time, than any answer takes. Younger ones might still have
 * met it: they count neither way. Of a request that was cut off neither name nor status is known: an objective that
 * asks for one counts none (judge/lines/unanswered.ts does). 0 under a k6 that keeps no ledger.
 */
export function cutOffSamples(objective: Objective, measurement: Measurement, stages: readonly string[]): number {
  const { measure, target, critical } = objective;
  const limit = (critical ?? target)?.value;
  const limitsTime = measure.kind === 'stat' && objective.unit === 'seconds';
  const selector: Selector = {
    // Of an iteration's steps and pauses nobody knows which it was in: what its request waited for, they did at least.
    metric: measure.metric === 'iteration_duration' ? ITERATIONS_CUT_OFF : REQUESTS_CUT_OFF,
    where: known(measure.where),
  };
  const allowed = limitsTime && limit !== undefined ? limit : unansweredAge(measurement);
  return olderThan(cutOffCell(measurement.timeline, selector, stages), allowed).count;
}

/** Latency objectives that ask for successes mean those that would have been. */
function known({ expected_response: _, ...where }: Where): Where {
  return where;
}
