import { METRICS } from '../../metrics/catalogue.ts';
import type { Timeline } from '../../metrics/timeline/timeline.ts';
import { type ObjectiveResult, objectiveResult, ownMeasure } from '../../objectives/result.ts';
import type { Measurement } from '../../plan/measurement.ts';
import type { Stage } from '../../plan/plan.ts';
import { unansweredAge } from '../../slo/missing/cut-off.ts';
import { formatSeconds } from '../../units/format.ts';

/**
 * The stages on which the verdict rests, in which users were active and nothing came to its end. The samples of other
 * stages say nothing of them. Where requests were in flight all the time it is the target's doing; otherwise nothing is
 * known.
 */
export function standstillLines(measurement: Measurement): ObjectiveResult[] {
  const { timeline, plan } = measurement;
  if (plan.stages.length === 0) return ofScript(timeline);
  const judged = plan.stages.filter((stage) => stage.counts && stage.role !== 'ramp');
  return judged.flatMap((stage) => ofStage(stage, measurement));
}

/**
 * Without a ledger a plain script none of whose iterations came to its end may have waited for the target all the time.
 */
function ofScript(timeline: Timeline): ObjectiveResult[] {
  const sum = (metric: string) => timeline.total({ metric, where: {} })?.sum ?? 0;
  const { vus, seconds } = timeline.generator;
  if (timeline.end?.ledger || vus === 0 || sum('iterations') > 0 || sum('http_reqs') === 0) return [];
  return [lineOf(null, seconds, false, 'users were active, and no iteration came to its end')];
}

function ofStage(stage: Stage, measurement: Measurement): ObjectiveResult[] {
  const { timeline } = measurement;
  const cell = timeline.generatorIn(stage.name);
  if (!cell || cell.vus === 0 || cell.seconds === 0 || (cell.requestsEnded ?? 0) > 0) return [];
  const metrics = new Set(timeline.series.map(({ series }) => series.metric));
  const ended = [...metrics].some(
    (metric) => !METRICS.get(metric)?.unended && (timeline.judged({ metric, where: {} }, [stage.name])?.count ?? 0) > 0,
  );
  const waited = cell.waitingSeconds === cell.seconds && cell.seconds > unansweredAge(measurement);
  if (ended && !waited) return [];
  const note = waited
    ? `requests were in flight for all of its ${formatSeconds(cell.seconds)}, and none ended`
    : 'users were active, and nothing came to its end';
  return [lineOf(stage.name, cell.seconds, waited, note)];
}

function lineOf(stage: string | null, seconds: number, waited: boolean, note: string): ObjectiveResult {
  return objectiveResult({
    name: 'standstill',
    source: 'default',
    zone: waited ? 'critical' : 'no-data',
    actual: waited ? seconds : null,
    target: { op: '==', value: 0 },
    unit: 'seconds',
    samples: seconds,
    stage,
    measure: ownMeasure('standstill', 'seconds in which nothing ended'),
    note,
  });
}
