import type { Objective } from '../config/objective.ts';
import type { Cell } from '../metrics/cell.ts';
import { LATENCY_METRICS } from '../metrics/latency.ts';
import type { Timeline } from '../metrics/timeline.ts';
import { arrivalsOf } from '../plan/arrivals.ts';
import type { Plan } from '../plan/plan.ts';

const OF_ITERATIONS = new Set([
  ...LATENCY_METRICS,
  'step_duration',
  'iteration_duration',
  'group_duration',
  'http_req_failed',
]);

/**
 * Samples that an objective would have had from the arrivals that the target left no user for: dropped iterations of
 * the stages × samples per started iteration. 0 where the drops are the generator's own fault (the stage is invalid then).
 */
export function lostSamples(
  objective: Objective,
  timeline: Timeline,
  plan: Plan,
  stages: readonly string[],
  cell: Cell | undefined,
): number {
  const { measure } = objective;
  if (!cell || objective.source === 'k6' || measure.kind === 'monitor') return 0;
  if (measure.kind === 'stat' && !OF_ITERATIONS.has(measure.metric)) return 0;
  let dropped = 0;
  let started = 0;
  for (const stage of plan.stages.filter((s) => stages.includes(s.name))) {
    const arrivals = arrivalsOf(stage, plan, timeline);
    started += arrivals?.started ?? 0;
    if (arrivals?.targets) dropped += arrivals.dropped;
  }
  if (dropped === 0) return 0;
  return Math.round(started > 0 ? (dropped * cell.count) / started : dropped);
}
