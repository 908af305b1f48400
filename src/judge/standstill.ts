import type { Timeline } from '../metrics/timeline.ts';
import type { Plan, Stage } from '../plan/plan.ts';
import type { ObjectiveResult } from '../result/result.ts';
import { unansweredAge } from '../slo/cut-off.ts';
import { formatSeconds } from '../units/format.ts';

/** What a user does between two requests, and what says nothing of the target. */
const NOT_OF_THE_TARGET =
  /^(vus|vus_max|data_sent|data_received|dropped_iterations|iterations_cut_off|requests_cut_off)$/;

/**
 * The stages on which the verdict rests, in which users were active and nothing came to its end. What all stages together show is
 * no answer for such a one. Where requests were in flight all the time it is the target's doing; otherwise nothing is known.
 */
export function standstillLines(timeline: Timeline, plan: Plan): ObjectiveResult[] {
  return plan.stages
    .filter((stage) => stage.counts && stage.role !== 'ramp')
    .flatMap((stage) => lineOf(stage, timeline));
}

function lineOf(stage: Stage, timeline: Timeline): ObjectiveResult[] {
  const cell = timeline.generatorStages.get(stage.name);
  if (!cell || cell.vus === 0 || cell.seconds === 0 || (cell.requestsEnded ?? 0) > 0) return [];
  const metrics = new Set(timeline.series.map(({ series }) => series.metric));
  const ended = [...metrics].some(
    (metric) =>
      !NOT_OF_THE_TARGET.test(metric) && (timeline.judged({ metric, where: {} }, [stage.name])?.count ?? 0) > 0,
  );
  const waited = cell.waitingSeconds === cell.seconds && cell.seconds > unansweredAge(timeline);
  if (ended && !waited) return [];
  return [
    {
      name: 'standstill',
      source: 'default',
      zone: waited ? 'critical' : 'no-data',
      actual: waited ? cell.seconds : null,
      lower: null,
      upper: null,
      target: { op: '==', value: 0 },
      critical: null,
      unit: 'seconds',
      samples: cell.seconds,
      stage: stage.name,
      window: null,
      measure: 'seconds in which nothing ended',
      counts: true,
      required: true,
      marginal: false,
      note: waited
        ? `requests were in flight for all of its ${formatSeconds(cell.seconds)}, and none ended`
        : 'users were active, and nothing came to its end',
    },
  ];
}
