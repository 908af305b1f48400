import type { Limit, Objective } from '../config/objective.ts';
import type { Cell } from '../metrics/cell.ts';
import { LATENCY_METRICS } from '../metrics/latency.ts';
import type { Timeline } from '../metrics/timeline.ts';
import type { Plan } from '../plan/plan.ts';
import type { ObjectiveResult } from '../result/result.ts';
import type { Zone } from '../result/vocabulary.ts';
import type { Unit } from '../units/format.ts';
import { lostSamples } from './lost.ts';
import { type Measured, measureOf } from './measure.ts';
import { measureText, selectorsOf } from './selectors.ts';
import { countedSpans, judgeWindows, windowsOf } from './windows.ts';
import { isMarginal, type Limits, zoneOf } from './zone.ts';

/** The stage tag of samples that carry none: setup, teardown, and everything of a plain script. */
const NO_STAGE = '';

/**
 * Every objective, judged over what the verdict rests on (first), then stage by stage; `over:` objectives by windows. Pure.
 */
export function judgeObjectives(objectives: readonly Objective[], timeline: Timeline, plan: Plan): ObjectiveResult[] {
  return objectives.flatMap((objective) => judgeOne(objective, timeline, plan));
}

function judgeOne(objective: Objective, timeline: Timeline, plan: Plan): ObjectiveResult[] {
  const { unit, limits } = inUnitOf(objective, timeline);
  const line = { objective, unit, limits };
  if (objective.over !== null) return [overWindows(line, timeline, plan, objective.over)];
  const everywhere = objective.name === 'integrity' && objective.source === 'profile';
  const counted = plan.stages.filter((stage) => stage.counts || everywhere);
  const names = plan.stages.length === 0 ? null : counted.map((stage) => stage.name);
  const pooled = overStages(line, timeline, plan, names, null, true);
  // A single counted stage is the pooled line already; a ramp alone has no steady part to be judged on.
  const single = counted.length === 1 ? counted[0]?.name : undefined;
  const stages = everywhere ? [] : plan.stages.filter((stage) => stage.role !== 'ramp' && stage.name !== single);
  const others = stages.map((stage) => overStages(line, timeline, plan, [stage.name], stage.name, stage.counts));
  return [pooled, ...others];
}

interface Line {
  readonly objective: Objective;
  readonly unit: Unit;
  readonly limits: Limits;
}

function overStages(
  { objective, unit, limits }: Line,
  timeline: Timeline,
  plan: Plan,
  stages: readonly string[] | null,
  stage: string | null,
  counts: boolean,
): ObjectiveResult {
  const selectors = selectorsOf(objective);
  const read = (selector: Parameters<Timeline['judged']>[0] | undefined): Cell | undefined => {
    if (!selector) return undefined;
    return stages === null ? timeline.total(selector) : timeline.judged(selector, stages);
  };
  const all = read(selectors?.all);
  const seconds = stages === null ? timeline.lastSecond + 1 - timeline.offset : timeline.judgedSeconds(stages);
  const lost = lostSamples(objective, timeline, plan, stages ?? [NO_STAGE], all);
  const measured = measureOf({ ...objective, ...limits }, { all, part: read(selectors?.part), seconds, lost });
  const zone = zoneOfMeasured(measured, limits);
  return {
    ...described(objective, unit, limits),
    zone,
    actual: measured.actual,
    lower: measured.lower,
    upper: measured.upper,
    samples: measured.samples,
    stage,
    window: null,
    // A stage with too few samples of its own does not take back what all stages together show.
    counts: counts && !(stage !== null && zone === 'no-data'),
    marginal:
      zone !== 'no-data' &&
      (isMarginal(zone, measured.lower, measured.upper, limits) ||
        (measured.beyond === 'upper' && zone !== 'critical')),
    note: measured.note,
  };
}

/** What was never sent is beyond the critical limit, whatever the slowest request that was took (plan/users.ts). */
function zoneOfMeasured({ actual, beyond }: Measured, limits: Limits): Zone {
  if (actual === null) return 'no-data';
  return beyond === 'actual' ? 'critical' : zoneOf(actual, limits);
}

function overWindows({ objective, unit, limits }: Line, timeline: Timeline, plan: Plan, over: number): ObjectiveResult {
  const { bin } = timeline.layout;
  const width = Math.max(1, Math.round(over / bin)) * bin;
  const windows = windowsOf(objective, timeline, width, countedSpans(plan, timeline), limits);
  const judged = judgeWindows(objective, windows, width, plan.timeScale, limits);
  return {
    ...described(objective, unit, limits),
    ...judged,
    lower: null,
    upper: null,
    samples: windows.reduce((sum, w) => sum + w.measured.samples, 0),
    stage: null,
    counts: true,
    marginal: false,
    note: windows.length === 0 ? 'no window held enough samples' : 'the worst window',
  };
}

function described(objective: Objective, unit: Unit, limits: Limits) {
  return {
    name: objective.name,
    source: objective.source,
    target: limits.target,
    critical: limits.critical,
    unit,
    measure: measureText(objective),
    required: objective.required,
  };
}

/** Thresholds of k6 are written in milliseconds where the metric is a time; which it is, only the series says. */
export function inUnitOf(objective: Objective, timeline: Timeline): { unit: Unit; limits: Limits } {
  const { target, critical } = objective;
  if (objective.unit !== 'k6') return { unit: objective.unit, limits: { target, critical } };
  const { measure } = objective;
  const metric = measure.kind === 'monitor' ? '' : measure.metric;
  const series = timeline.series.find((entry) => entry.series.metric === metric)?.series;
  const counts = measure.kind === 'stat' && measure.stat === 'count';
  const isTime = !counts && (series ? series.unit === 'seconds' : LATENCY_METRICS.has(metric));
  const scaled = (limit: Limit | null) => (limit && isTime ? { ...limit, value: limit.value / 1000 } : limit);
  const unit: Unit = counts ? 'count' : isTime ? 'seconds' : unitOf(series?.type, series?.unit);
  return { unit, limits: { target: scaled(target), critical: scaled(critical) } };
}

function unitOf(type: string | undefined, unit: string | undefined): Unit {
  if (type === 'rate') return 'ratio';
  if (type === 'counter') return 'per second';
  return unit === 'bytes' ? 'bytes' : 'none';
}
