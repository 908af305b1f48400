import { isLatencyMetric } from '../metrics/catalogue.ts';
import type { Objective } from '../objectives/objective.ts';
import type { Plan, Stage } from './plan.ts';

/** Seconds a request may take before the plan calls it lost, where no objective says so. */
const DEFAULT_LIMIT = 1;
const LONGEST_LIMIT = 10;
/** Allowance for the journey's own pauses, seconds an iteration. */
const THINK_ALLOWANCE = 2;
const RESERVE = 1.25;

/**
 * The loosest limit (s) that an objective on the latency of any request sets: what an iteration must be allowed to
 * take.
 */
export function criticalLatency(objectives: readonly Objective[]): number {
  const limits = objectives.flatMap((objective) => {
    const { measure } = objective;
    if (!isLatency(objective) || measure.kind !== 'stat' || Object.keys(measure.where).length > 0) return [];
    return objective.critical ?? objective.target ?? [];
  });
  return limits.length === 0 ? DEFAULT_LIMIT : Math.min(LONGEST_LIMIT, Math.max(...limits.map(({ value }) => value)));
}

/** The tightest limit (s) that an objective sets on the latency of a request; undefined when none does. */
export function tightestLatency(objectives: readonly Objective[]): number | undefined {
  const limits = objectives.filter(isLatency).flatMap(({ target, critical }) => target ?? critical ?? []);
  return limits.length > 0 ? Math.min(...limits.map(({ value }) => value)) : undefined;
}

/** Whether the limits of an objective are times that a request may take, not numbers of requests. */
function isLatency({ measure }: Objective): boolean {
  return measure.kind === 'stat' && isLatencyMetric(measure.metric) && measure.stat !== 'count';
}

/**
 * Seconds that an iteration of so many requests may last within the critical latency, its pauses (s) or an allowance
 * for them included.
 */
export function iterationLimit(requests: number, critical: number, pauses = 0): number {
  return requests * critical + THINK_ALLOWANCE + pausesBeyond(pauses);
}

/** Seconds of pauses (s an iteration) for which a plan makes no allowance. */
export function pausesBeyond(pauses: number): number {
  return Math.max(0, pauses - THINK_ALLOWANCE);
}

/**
 * VUs for an open profile by Little's law: iterations/s × the longest an iteration may last, with a reserve. With so
 * many, running out of them proves that iterations last longer than the critical limits allow.
 */
export function usersFor(iterationRate: number, limit: number): number {
  return Math.max(1, Math.ceil(iterationRate * limit * RESERVE));
}

/**
 * Whether arrivals dropped in a stage tell about the target (then they count as bad) and not about a generator with too
 * few users: the VUs that were there could carry the stage's rate with iterations as long as the limits allow and as
 * the journey really pauses (s an iteration).
 */
export function dropsAreTargets(plan: Plan, stage: Stage, vusAllocated: number, pauses: number): boolean {
  if (plan.iterationLimit === null || plan.requestsPerIteration === null) return false;
  // The judged part of a stage holds its load; only a ramp is judged whole.
  const peak = stage.role === 'ramp' ? Math.max(stage.load.from, stage.load.to) : stage.load.to;
  return vusAllocated >= (peak / plan.requestsPerIteration) * (plan.iterationLimit + pausesBeyond(pauses));
}
