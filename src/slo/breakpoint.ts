import type { Timeline } from '../metrics/timeline/timeline.ts';
import type { Watched } from '../metrics/timeline/watched.ts';
import type { Objective } from '../objectives/objective.ts';
import { type ObjectiveResult, objectiveResult } from '../objectives/result.ts';
import { limitsLoad } from '../objectives/severity.ts';
import type { Zone } from '../objectives/zone.ts';
import type { Measurement, OngoingMeasurement } from '../plan/measurement.ts';
import { described, type JudgedObjective, lineOf } from './line.ts';
import { unread } from './missing/absent.ts';
import { lostInWindows } from './missing/lost.ts';
import { unwatched } from './missing/readings.ts';
import { isVolume } from './ramp.ts';
import { courseIn } from './windows/spans.ts';
import { countWindows, tooShortForRow } from './windows/window-rule.ts';
import { widthOf } from './windows/window-width.ts';
import { firstRow, type JudgedWindow, windowsOf, zoneOfWindow } from './windows/windows.ts';

/** So many windows in a row break a service on a ramp: a single one may be a hiccup of anything. */
const ROW = 3;

const ANY: readonly Zone[] = ['met', 'degraded', 'critical'];

/** Where a ramp broke: the first window of the row, in seconds since the scenario began, and the objective's name. */
export interface Break {
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

/** How an objective fares along the ramp: its windows, and how long (s) a row of broken ones must be to count. */
interface Course {
  readonly line: JudgedObjective;
  readonly windows: readonly JudgedWindow[];
  readonly width: number;
  readonly row: number;
}

/** From when to when, and of readings the one series that is meant; all, unless said. */
interface Part {
  readonly from?: number | undefined;
  readonly until?: number;
  readonly series?: Watched | undefined;
}

/**
 * The windows of a ramp from a moment on are of the plan's width (which is scaled already), or of an `over:`
 * objective's own. Three in a row count, or as many as its `for` asks. Its `allow` does not: where the load rises all
 * the way, a share of all windows means nothing.
 */
function courseOf(
  line: JudgedObjective,
  measuring: OngoingMeasurement,
  { until = courseIn(measuring.timeline).end, from = 0, series }: Part = {},
): Course {
  const { objective, limits } = line;
  const { timeline, plan } = measuring;
  const { bin } = timeline.layout;
  const end = plan.stages.at(-1)?.to ?? 0;
  const { timeScale } = plan;
  const { width } = widthOf({ ...objective, over: objective.over ?? plan.window }, [{ from: 0, to: end }], {
    timeScale,
    bin,
  });
  const to = Math.min(until, end);
  const windows = windowsOf(objective, timeline, width, [{ from, to }], limits, {
    lostIn: lostInWindows(objective, measuring),
    ...(series ? { course: series.windows } : {}),
  });
  return { line, windows, width, row: objective.for === null ? ROW * width : objective.for * timeScale };
}

/**
 * The objectives that can break a ramp: no warnings. Integrity and the like are judged whole; what asks for much load, or
 * cannot be read, does not apply.
 */
function breaking(objectives: readonly Objective[], timeline: Timeline): JudgedObjective[] {
  return objectives
    .map((objective) => lineOf(objective, timeline))
    .filter(({ objective, unit, limits }) => {
      const { source, measure } = objective;
      return limitsLoad(objective) && source !== 'profile' && measure.kind !== 'monitor' && !isVolume(unit, limits);
    })
    .filter(({ objective }) => unread(objective, timeline) === undefined);
}

/** The first row of windows in which the critical limit of an objective is broken. */
function breakIn({ line, windows, row }: Course): Break | undefined {
  const first = firstRow(windows, (window) => zoneOfWindow(window, line.limits) === 'critical', row);
  return first && { from: first.from, to: first.to, name: line.objective.name };
}

function earliest(breaks: readonly (Break | undefined)[]): Break | undefined {
  return breaks.reduce((first, each) => (each && (!first || each.from < first.from) ? each : first), undefined);
}

/** The last window that is not broken. */
function lastHeld({ line, windows }: Course): JudgedWindow | undefined {
  return windows.findLast((window) => zoneOfWindow(window, line.limits) !== 'critical');
}

/**
 * Looks for where the service breaks on the ramp of a breakpoint run: the first row of windows in which an objective's
 * critical limit is broken. May be asked again and again while the ramp goes on, and then looks at what is new.
 * `until`: how far the record can be read already, in seconds since the scenario began.
 */
export function watchRamp(
  objectives: readonly Objective[],
  measuring: OngoingMeasurement,
): (until: number) => Break | undefined {
  const heldUntil = new Map<Objective, number>();
  return (until) =>
    earliest(
      breaking(objectives, measuring.timeline).map((line) => {
        const course = courseOf(line, measuring, { until, from: heldUntil.get(line.objective) });
        const found = breakIn(course);
        const held = lastHeld(course);
        if (!found && held) heldUntil.set(line.objective, held.to);
        return found;
      }),
    );
}

/** The courses of all objectives that can break the ramp. */
function coursesOf(measurement: Measurement): Course[] {
  return breaking(measurement.asked, measurement.timeline).map((line) => courseOf(line, measurement));
}

/** Where the service broke in a run that is over. Pure. */
export function breakOnRamp(measurement: Measurement): Break | undefined {
  return earliest(measurement.once(coursesOf).map(breakIn));
}

/**
 * How far every objective that can break the ramp was seen to hold, in seconds; undefined when none was seen at all.
 * Broken windows at the very end, too few for a row, are nothing that held.
 */
export function heldOnRamp(measurement: Measurement): number | undefined {
  const seen = measurement.once(coursesOf).filter(({ windows }) => windows.length > 0);
  return seen.length > 0 ? Math.min(...seen.map((course) => lastHeld(course)?.to ?? 0)) : undefined;
}

/**
 * An objective on the ramp of a breakpoint run. The verdict rests on the part below the tier's rate: a row of windows
 * that begins there breaks it, be it stopped there or later. Beyond, a broken row is what the run looks for. `series`: of
 * readings the one that is meant; else all that the objective selects.
 */
export function judgeOnRamp(line: JudgedObjective, measurement: Measurement, series?: Watched): ObjectiveResult {
  const { unit, limits } = line;
  if (isVolume(unit, limits))
    return objectiveResult({
      ...unseenOf(line),
      counts: false,
      note: 'little is done where little is offered: not judged on a ramp',
    });
  const judged = judgedBelow(line, measurement, series);
  // A row that was read as broken stays broken, whatever was not read.
  if (series || judged.zone === 'critical' || judged.zone === 'degraded') return judged;
  const { plan, timeline } = measurement;
  const names = plan.stages.map(({ name }) => name);
  const spans = [{ from: 0, to: courseIn(timeline).end }];
  const gap = unwatched(line.objective, timeline, names, timeline.judgedSeconds(names), spans);
  return gap === undefined ? judged : objectiveResult({ ...unseenOf(line), note: gap });
}

function unseenOf(line: JudgedObjective) {
  return { ...described(line), zone: 'no-data', actual: null, samples: 0 } as const;
}

/** By the windows that begin below the tier's rate. */
function judgedBelow(line: JudgedObjective, measurement: Measurement, series?: Watched): ObjectiveResult {
  const { limits } = line;
  const { plan } = measurement;
  const known = measurement.once(coursesOf).find((course) => course.line.objective === line.objective);
  const { windows, width, row } = known ?? courseOf(line, measurement, { series });
  const own = Math.max(0, ...plan.stages.filter((stage) => stage.counts).map((stage) => stage.to));
  const below = windows.filter((window) => window.from < own);
  if (below.length === 0) return objectiveResult({ ...unseenOf(line), note: 'no window held enough samples' });
  const beginsBelow = (zones: readonly Zone[]) => {
    const first = firstRow(windows, (window) => zones.includes(zoneOfWindow(window, limits)), row);
    return first !== undefined && first.from < own;
  };
  const counted = { ...described(line), ...countWindows(below, width, limits), samples: samplesOf(below) };
  if (!beginsBelow(ANY)) {
    // No row could have been seen: it is broken as far as that can be told where no window below the tier's rate held.
    const all = below.every((window) => zoneOfWindow(window, limits) === 'critical');
    const longest = Math.max(...windows.map(({ to }) => to)) - below[0]!.from;
    if (!all) return objectiveResult({ ...counted, zone: 'no-data', actual: null, note: tooShortForRow(row, longest) });
    return objectiveResult({ ...counted, zone: 'critical', note: 'every window below the tier’s rate broke' });
  }
  return objectiveResult({
    ...counted,
    zone: beginsBelow(['critical']) ? 'critical' : beginsBelow(['critical', 'degraded']) ? 'degraded' : 'met',
    note: 'the worst window below the tier’s rate',
  });
}

function samplesOf(windows: readonly JudgedWindow[]): number {
  return windows.reduce((sum, each) => sum + each.measured.samples, 0);
}
