import { PLANNED_STOP } from '../metrics/events.ts';
import type { Selector } from '../metrics/selector.ts';
import type { Timeline } from '../metrics/timeline/timeline.ts';
import type { ObjectiveResult } from '../objectives/result.ts';
import { limitsLoad } from '../objectives/severity.ts';
import { worst } from '../objectives/zone.ts';
import type { Measurement } from '../plan/measurement.ts';
import type { Plan, Stage } from '../plan/plan.ts';
import type { Reason } from '../result/reason.ts';
import type { RunRecord } from '../result/record.ts';
import type { Result, StageResult } from '../result/result.ts';
import { unansweredIn } from '../slo/missing/cut-off.ts';
import { disturbanceOf } from '../validity/disturbance.ts';
import { errorsByBlocks, latencyOf } from './latency/latency.ts';
import { FAILURES, REQUESTS, SUCCESSES } from './layout.ts';

/** What every stage showed over its judged part. */
export function stageResults(
  measurement: Measurement,
  objectives: readonly ObjectiveResult[],
  reasons: readonly Reason[],
): StageResult[] {
  const { plan, timeline, countedStages: counted } = measurement;
  return plan.stages.map((stage) => {
    const cell = (selector: Selector) => timeline.judged(selector, [stage.name]);
    const generator = timeline.generatorIn(stage.name);
    const arrivals = measurement.arrivals(stage);
    const own = reasons.filter((reason) => reason.stage === stage.name);
    // The only stage on which the verdict rests has no lines of its own: the pooled ones are about it.
    const alone = counted.length === 1 && stage.counts;
    const judged = objectives.filter(
      (o) => (o.stage === stage.name || (alone && o.stage === null)) && o.zone !== 'no-data' && limitsLoad(o),
    );
    const requests = cell(REQUESTS)?.sum ?? 0;
    const unanswered = unansweredIn(measurement, [stage.name]);
    return {
      name: stage.name,
      role: stage.role,
      load: stage.load,
      factor: stage.factor,
      from: stage.from,
      to: stage.to,
      judgedFrom: timeline.judgedFrom(stage.name),
      counts: stage.counts,
      valid: own.length === 0,
      reasons: own.map((reason) => reason.text),
      zone: judged.length > 0 ? worst(judged.map((o) => o.zone)) : null,
      requests,
      throughput: throughputOf(stage, timeline),
      failed: cell(FAILURES)?.sum ?? 0,
      ...(unanswered > 0 ? { unanswered } : {}),
      scheduled: arrivals?.scheduled ?? null,
      started: arrivals?.started ?? null,
      dropped: arrivals?.dropped ?? null,
      latency: latencyOf(cell(SUCCESSES)),
      ...(stage.counts && plan.profile !== 'capacity'
        ? { errors: errorsByBlocks(timeline, ...windowsIn(stage, timeline)) }
        : {}),
      lateness: generator?.lateness.quantile(0.99) ?? null,
      pressure: generator?.pressure ?? null,
      disturbance: disturbanceOf(generator ? [generator] : [], measurement),
    };
  });
}

/**
 * Requests per second that were completed during the judged part, whenever they began: those that a service in trouble
 * completes only after the stage would make it look faster than it is.
 */
function throughputOf(stage: Stage, timeline: Timeline): number | null {
  const [first, last] = windowsIn(stage, timeline);
  if (last <= first) return null;
  const windows = timeline.windows(REQUESTS).slice(first, last);
  return windows.reduce((sum, cell) => sum + (cell?.sum ?? 0), 0) / ((last - first) * timeline.layout.bin);
}

/** The timeline's windows of the judged part, as far as it was measured; the second not included. */
function windowsIn({ name, to }: Stage, timeline: Timeline): readonly [first: number, next: number] {
  const { bin } = timeline.layout;
  const reached = Math.min(to, timeline.lastSecond + 1 - timeline.offset);
  return [Math.ceil(timeline.judgedFrom(name) / bin), Math.floor(reached / bin)];
}

/** What the stages of a run that lasts until it is sure say of their length; those of all other runs stay as they are. */
export function saidOfLength(stages: readonly StageResult[], plan: Plan, { events }: Timeline): StageResult[] {
  if (!plan.untilSure) return [...stages];
  const settled = events.some(({ kind }) => kind === PLANNED_STOP);
  const planned = (name: string) => plan.stages.find((stage) => stage.name === name);
  return stages.map((stage) => {
    const { from, to } = planned(stage.name) ?? stage;
    return { ...stage, untilSure: { planned: to - from, settled } };
  });
}

/** What the stages of a plan were to come to, where what was carried out of it does not say so. A search chooses its loads. */
export function plannedLoadsOf(
  { kind, plan }: Pick<RunRecord, 'kind' | 'plan'>,
  carriedOut: Plan,
): Pick<Result['run'], 'plannedLoads'> {
  const whole = plan.stages.every(({ load }, at) => load.to === carriedOut.stages[at]?.load.to);
  return whole || kind === 'search' ? {} : { plannedLoads: plan.stages.map(({ load }) => load.to) };
}
