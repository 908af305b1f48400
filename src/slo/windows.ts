import type { Objective } from '../config/objective.ts';
import type { Cell } from '../metrics/cell.ts';
import type { Timeline } from '../metrics/timeline.ts';
import type { Plan } from '../plan/plan.ts';
import type { ObjectiveResult } from '../result/result.ts';
import type { Zone } from '../result/vocabulary.ts';
import { zeroOf } from './absent.ts';
import { type Measured, measureOf } from './measure.ts';
import { selectorsOf } from './selectors.ts';
import { type Limits, lowerIsBetter, zoneOf } from './zone.ts';

/** Shares and seconds are decimal fractions: 0.29 × 100 is a little less than 29. */
const SLACK = 1e-9;

export interface JudgedWindow {
  /** Seconds since the scenario began. */
  readonly from: number;
  readonly to: number;
  readonly measured: Measured;
}

/**
 * An objective's measure in consecutive windows of `width` seconds (rounded to whole timeline windows) inside the given
 * spans. A window with too few samples for the statistic is joined with the next. `lostIn` says how many samples more were
 * due between two of the timeline's windows. Pure.
 */
export function windowsOf(
  objective: Objective,
  timeline: Timeline,
  width: number,
  spans: readonly { from: number; to: number }[],
  limits: Limits,
  lostIn: (range: readonly [number, number], cell: Cell | undefined) => number = () => 0,
): JudgedWindow[] {
  const selectors = selectorsOf(objective);
  if (!selectors) return [];
  const { bin } = timeline.layout;
  const step = Math.max(1, Math.round(width / bin));
  const all = timeline.windows(selectors.all);
  const part = selectors.part ? timeline.windows(selectors.part) : [];
  const nothing = zeroOf(selectors.all, timeline);
  const windows: JudgedWindow[] = [];
  for (const span of spans) {
    const end = Math.floor(span.to / bin + SLACK);
    let first = Math.max(0, Math.ceil(span.from / bin - SLACK));
    for (let next = first + step; next <= end; next += step) {
      const cell = sumOf(all.slice(first, next)) ?? nothing;
      const seconds = (next - first) * bin;
      const sample = { all: cell, part: sumOf(part.slice(first, next)), seconds, lost: lostIn([first, next], cell) };
      const measured = measureOf({ ...objective, ...limits }, sample);
      if (measured.actual === null && measured.beyond === undefined) continue;
      windows.push({ from: first * bin, to: next * bin, measured });
      first = next;
    }
  }
  return windows;
}

/** The zone of a window; what was due and never sent is beyond the critical limit. */
export function zoneOfWindow({ measured }: JudgedWindow, limits: Limits): Exclude<Zone, 'no-data'> {
  return measured.beyond === 'actual' ? 'critical' : zoneOf(measured.actual ?? 0, limits);
}

function sumOf(cells: readonly (Cell | undefined)[]): Cell | undefined {
  const present = cells.filter((cell) => cell !== undefined);
  const [first, ...rest] = present;
  if (!first) return undefined;
  const sum = first.emptyCopy();
  for (const cell of [first, ...rest]) sum.merge(cell);
  return sum;
}

/** How an `over:` objective fares by its windows: the share that broke against `allow`, or (with `for`) the longest row of them. */
export function judgeWindows(
  objective: Objective,
  windows: readonly JudgedWindow[],
  width: number,
  timeScale: number,
  limits: Limits,
): Pick<ObjectiveResult, 'zone' | 'window' | 'actual'> {
  const zones = windows.map((window) => zoneOfWindow(window, limits));
  const broke = (zone: Zone) => tally(windows, zones, zone);
  const fails = (t: Tally) =>
    objective.for === null
      ? t.broken > objective.allow * windows.length + SLACK
      : t.longest >= objective.for * timeScale - SLACK;
  const critical = broke('critical');
  const missed = broke('degraded');
  const zone: Zone =
    windows.length === 0 ? 'no-data' : fails(critical) ? 'critical' : fails(missed) ? 'degraded' : 'met';
  return {
    zone,
    window: { width, judged: windows.length, broken: missed.broken, longest: missed.longest },
    actual: worstOf(windows, limits),
  };
}

interface Tally {
  readonly broken: number;
  /** Longest row of consecutive broken windows, in seconds. */
  readonly longest: number;
}

function tally(windows: readonly JudgedWindow[], zones: readonly Zone[], least: Zone): Tally {
  let broken = 0;
  let longest = 0;
  let since: number | null = null;
  windows.forEach((window, i) => {
    const bad = zones[i] === 'critical' || zones[i] === least;
    if (!bad) {
      since = null;
      return;
    }
    broken += 1;
    if (since === null || windows[i - 1]?.to !== window.from) since = window.from;
    longest = Math.max(longest, window.to - since);
  });
  return { broken, longest };
}

/** The first window of the first row of broken windows, one after the other, that lasts so many seconds. */
export function firstRow(
  windows: readonly JudgedWindow[],
  broken: (window: JudgedWindow) => boolean,
  seconds: number,
): JudgedWindow | undefined {
  let first: JudgedWindow | undefined;
  let before: JudgedWindow | undefined;
  for (const window of windows) {
    if (!broken(window)) first = undefined;
    else if (first === undefined || before?.to !== window.from) first = window;
    if (first && window.to - first.from >= seconds - SLACK) return first;
    before = window;
  }
  return undefined;
}

function worstOf(windows: readonly JudgedWindow[], limits: Limits): number | null {
  const values = windows.map((w) => w.measured.actual).filter((v) => v !== null);
  if (values.length === 0) return null;
  return lowerIsBetter(limits) ? Math.max(...values) : Math.min(...values);
}

/** The spans on which the verdict rests; the whole run for a plain script. */
export function countedSpans(plan: Plan, timeline: Timeline): { from: number; to: number }[] {
  if (plan.stages.length === 0) return [{ from: 0, to: timeline.lastSecond + 1 - timeline.offset }];
  const counted = plan.stages.filter((stage) => stage.counts);
  return counted.map(({ name, to }) => ({ from: timeline.judgedFrom(name), to }));
}
