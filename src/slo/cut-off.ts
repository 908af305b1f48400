import type { Objective } from '../config/objective.ts';
import { bucketMiddle } from '../metrics/histogram.ts';
import { LATENCY_METRICS } from '../metrics/latency.ts';
import type { Selector } from '../metrics/selector.ts';
import type { Timeline } from '../metrics/timeline.ts';
import { GRACEFUL_STOP } from '../plan/options.ts';
import type { Plan } from '../plan/plan.ts';
import { iterationLimit } from '../plan/users.ts';

/** How old (s) the iterations were that the end of the run cut off. k6 tells nothing of them; only our executor does. */
const CUT_OFF: Selector = { metric: 'iterations_cut_off', where: {} };

/**
 * Iterations that began in the judged parts of the stages, and that the end of the run cut off when they had lasted longer
 * than the limit of the objective allows. Younger ones might still have met it: they count neither way. 0 where
 * nobody counted them (profiles of users, whose pauses say nothing about a request; k6's own executors).
 */
export function cutOffSamples(objective: Objective, timeline: Timeline, plan: Plan, stages: readonly string[]): number {
  const allowed = longestIteration(objective, plan);
  if (allowed === null || plan.duration === null) return 0;
  const end = plan.duration + GRACEFUL_STOP;
  const spans = plan.stages
    .filter(({ name }) => stages.includes(name))
    .map(({ name, to }) => ({ from: timeline.judgedFrom(name), to }));
  return cutOff(timeline)
    .filter(([age]) => age > allowed && spans.some(({ from, to }) => end - age >= from && end - age < to))
    .reduce((sum, [, count]) => sum + count, 0);
}

/** All iterations that were cut off when they were older than the plan allows an iteration to be. */
export function cutOffTooOld(timeline: Timeline, { iterationLimit: allowed }: Plan): number {
  if (allowed === null) return 0;
  return cutOff(timeline).reduce((sum, [age, count]) => sum + (age > allowed ? count : 0), 0);
}

/** Ages in seconds, with how many had each. */
function cutOff(timeline: Timeline): (readonly [age: number, count: number])[] {
  const histogram = timeline.total(CUT_OFF)?.histogram;
  return (histogram?.counts ?? []).map(([index, count]) => [bucketMiddle(index, histogram!.bits), count] as const);
}

/** Seconds that an iteration may last without breaking the objective; null where nothing says so. */
function longestIteration({ measure, target, critical }: Objective, plan: Plan): number | null {
  const limit = (critical ?? target)?.value;
  if (measure.kind !== 'stat' || measure.metric === 'http_req_failed' || limit === undefined)
    return plan.iterationLimit;
  if (!LATENCY_METRICS.has(measure.metric)) return limit;
  return plan.requestsPerIteration === null ? null : iterationLimit(plan.requestsPerIteration, limit);
}
