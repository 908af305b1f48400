import type { Selector } from '../metrics/selector.ts';
import type { Cell } from '../metrics/timeline/cell.ts';
import type { Timeline } from '../metrics/timeline/timeline.ts';
import type { Watched } from '../metrics/timeline/watched.ts';
import type { Objective } from '../objectives/objective.ts';
import { type ObjectiveResult, objectiveResult } from '../objectives/result.ts';
import { selectorsOf } from '../objectives/selectors.ts';
import { isMarginal, type Limits, lowerIsBetter, type Zone, zoneOf } from '../objectives/zone.ts';
import type { Measurement } from '../plan/measurement.ts';
import { formatSpan } from '../units/format.ts';
import { judgeOnRamp } from './breakpoint.ts';
import { worstSeries } from './each-series.ts';
import { described, type JudgedObjective, lineOf } from './line.ts';
import { unread, zeroOf } from './missing/absent.ts';
import { ITERATIONS, lostSamples } from './missing/lost.ts';
import { unwatched } from './missing/readings.ts';
import { judgeByK6 } from './of-k6.ts';
import { type Measured, measureOf, noData } from './statistic.ts';
import { secondsOf } from './whole-run.ts';
import { courseIn, judgedSpans, windowSpans } from './windows/spans.ts';
import { judgeWindows } from './windows/window-rule.ts';
import { noSeat, seatsIn } from './windows/window-width.ts';
import { windowsIn } from './windows/windows-in.ts';

/** The stage tag of samples that carry none: setup, teardown, and everything of a plain script. */
const NO_STAGE = '';

/**
 * Every objective, judged over what the verdict rests on (first), then stage by stage; `over:` objectives by windows.
 * Pure.
 */
export function judgeObjectives(measurement: Measurement): ObjectiveResult[] {
  return measurement.asked.flatMap((objective) => judgeObjective(objective, measurement));
}

/** The same of one objective, be it asked for or not. */
export function judgeObjective(objective: Objective, measurement: Measurement): ObjectiveResult[] {
  const { timeline, plan } = measurement;
  const line = lineOf(objective, timeline);
  const ramp = plan.profile === 'breakpoint' && objective.source !== 'profile';
  const ofK6 = ramp ? undefined : judgeByK6(line, timeline);
  const why = unread(objective, timeline);
  if (why !== undefined)
    return [ofK6 ?? objectiveResult({ ...described(line), zone: 'no-data', actual: null, samples: 0, note: why })];
  // One rule decides there when the load ends, where the service broke, and what that means for the verdict.
  if (ramp) return [worstSeries(line, measurement, (series) => judgeOnRamp(line, measurement, series))];
  if (objective.over !== null)
    return [worstSeries(line, measurement, (series) => overWindows(line, measurement, series))];
  const everywhere = objective.name === 'integrity' && objective.source === 'profile';
  if (isUnused(objective, timeline)) return [];
  const counted = plan.stages.filter((stage) => stage.counts || everywhere);
  const names = plan.stages.length === 0 ? null : counted.map((stage) => stage.name);
  const over = (stageNames: readonly string[] | null, stage: string | null, counts: boolean) =>
    worstSeries(
      line,
      measurement,
      (series) => overStages(line, measurement, { names: stageNames, stage, counts, series }),
      ({ cell }) => [cell(stageNames)],
    );
  const pooled = ofK6 ?? over(names, null, true);
  // A single counted stage is the pooled line already; a ramp alone has no steady part to be judged on.
  const single = counted.length === 1 ? counted[0]?.name : undefined;
  const stages = everywhere ? [] : plan.stages.filter((stage) => stage.role !== 'ramp' && stage.name !== single);
  const others = stages.map((stage) => over([stage.name], stage.name, stage.counts && !ofK6));
  return [pooled, ...others];
}

/** What only a script makes: a journey without checks, or one that reads nothing back, is not to be judged by them. */
const OF_THE_SCRIPT: ReadonlySet<string> = new Set(['checks', 'read_back']);

/** Whether an objective that nobody wrote is about something that the script does not do. */
function isUnused({ source, measure }: Objective, timeline: Timeline): boolean {
  if (!['profile', 'default'].includes(source) || measure.kind !== 'stat') return false;
  return OF_THE_SCRIPT.has(measure.metric) && timeline.total({ metric: measure.metric, where: {} }) === undefined;
}

interface Part {
  /** The stages whose samples are meant; null: the whole run. */
  readonly names: readonly string[] | null;
  /** The stage that the line is about; null: all on which the verdict rests. */
  readonly stage: string | null;
  readonly counts: boolean;
  /** Of readings the one series that is meant; else all that the objective selects. */
  readonly series: Watched | undefined;
}

function overStages(line: JudgedObjective, measurement: Measurement, part: Part): ObjectiveResult {
  const { names: stages, stage, counts, series } = part;
  const { objective, limits } = line;
  const { timeline } = measurement;
  const selectors = selectorsOf(objective);
  // What a service in trouble completes only after the stage would make it look faster than it is.
  const counted = objective.unit === 'per second' ? 'ended' : 'begun';
  const read = (selector: Selector): Cell | undefined => {
    if (series) return series.cell(stages);
    return stages === null ? timeline.total(selector) : timeline.judged(selector, stages, counted);
  };

  const found = read(selectors.all);
  const all = found?.count || !began(timeline, stages) ? found : zeroOf(selectors.all, timeline);
  const judgedSeconds = stages === null ? secondsOf(timeline) : timeline.judgedSeconds(stages);
  const seconds = stages === null ? judgedSeconds : timeline.judgedSeconds(stages, counted);
  const lost = lostSamples(objective, measurement, stages ?? [NO_STAGE], all);
  // One of several series may be of a replica that came later, or went.
  const spans = judgedSpans(stages, measurement.plan, courseIn(timeline));
  const gap = series ? undefined : unwatched(objective, timeline, stages, judgedSeconds, spans);
  const sample = { all, part: selectors.part && read(selectors.part), seconds, lost };
  const seen = measureOf({ ...objective, ...limits }, sample);
  const measured = gap === undefined ? seen : despite(gap, seen, line);
  const zone = zoneOfMeasured(measured, limits);
  const { actual, lower, upper, samples, note } = measured;
  return objectiveResult({
    ...described(line),
    ...{ zone, actual, lower, upper, samples, note, stage },
    // A stage with too few samples of its own does not take back what all stages together show.
    counts: counts && !(stage !== null && zone === 'no-data'),
    marginal:
      zone !== 'no-data' &&
      (isMarginal(zone, lower, upper, limits) || (measured.beyond === 'upper' && zone !== 'critical')),
  });
}

/**
 * What readings with a gap say: nothing, unless they are broken already and no reading could mend that, as of a maximum that
 * is too high. Gaps come where the target has too much to do.
 */
function despite(gap: string, found: Measured, { objective: { measure }, limits }: JudgedObjective): Measured {
  const isFinal = measure.kind === 'monitor' && measure.stat === (lowerIsBetter(limits) ? 'max' : 'min');
  const isBroken = found.actual !== null && zoneOf(found.actual, limits) !== 'met';
  return isFinal && isBroken ? { ...found, note: gap } : noData(gap, found.samples);
}

/** Whether the span had any load: nothing counted in a stage that never came is no 0. */
function began(timeline: Timeline, stages: readonly string[] | null): boolean {
  return stages === null || (timeline.judged(ITERATIONS, stages)?.count ?? 0) > 0;
}

/** What was never sent is beyond the critical limit, whatever the slowest request that was took (plan/users.ts). */
function zoneOfMeasured({ actual, beyond }: Measured, limits: Limits): Zone {
  if (actual === null) return 'no-data';
  return beyond === 'actual' ? 'critical' : zoneOf(actual, limits);
}

function overWindows(line: JudgedObjective, measurement: Measurement, series?: Watched): ObjectiveResult {
  const { objective, limits } = line;
  const { timeline, plan } = measurement;
  const spans = windowSpans(objective, plan, courseIn(timeline));
  const { windows, width, shortened } = windowsIn(line, measurement, spans, series?.windows);
  const { note: found, ...judged } = judgeWindows(objective, windows, width, plan.timeScale, limits);
  const { bin } = timeline.layout;
  const note = spans.some((span) => seatsIn(span, width, bin) > 0) ? found : noSeat(width, spans);
  const scaled = `, of ${formatSpan(width)}: none of ${formatSpan(objective.over ?? 0)} fits into a run scaled like this`;
  return objectiveResult({
    ...described(line),
    ...judged,
    samples: windows.reduce((sum, w) => sum + w.measured.samples, 0),
    note: shortened ? `${note}${scaled}` : note,
  });
}
