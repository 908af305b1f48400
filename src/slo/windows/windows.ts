import type { Cell } from '../../metrics/timeline/cell.ts';
import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { Objective } from '../../objectives/objective.ts';
import { selectorsOf } from '../../objectives/selectors.ts';
import { type Limits, type Zone, zoneOf } from '../../objectives/zone.ts';
import { zeroOf } from '../missing/absent.ts';
import { type Measured, measureOf } from '../statistic.ts';

/** Shares and seconds are decimal fractions: 0.29 × 100 is a little less than 29. */
export const SLACK = 1e-9;

/** A stretch of the run, in seconds since the scenario began. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface JudgedWindow extends Span {
  readonly measured: Measured;
  /** Samples were due in it and none came: nobody can say whether it broke. */
  readonly silent?: true;
}

/** A range of the timeline's windows, the second not included. */
export type WindowRange = readonly [first: number, next: number];

/** What is known of a stretch beside its samples. */
export interface Beside {
  /** How many samples more were due. */
  readonly lostIn?: (range: WindowRange, cell: Cell | undefined) => number;
  /**
   * Whether samples were due and none came (slo/missing/silence.ts), in a window or in the stretch of those without
   * enough samples that it ends.
   */
  readonly silentIn?: (range: WindowRange, stretch: WindowRange) => boolean;
  /** Its samples window by window, where they are not all that the objective selects. */
  readonly course?: readonly (Cell | undefined)[];
}

/**
 * An objective's measure in consecutive windows of `width` seconds (rounded to whole timeline windows) inside the given
 * spans. A window with too few samples for the statistic is joined with the next, but a silent one stands for itself.
 * Pure.
 */
export function windowsOf(
  objective: Objective,
  timeline: Timeline,
  width: number,
  spans: readonly Span[],
  limits: Limits,
  { lostIn = () => 0, silentIn = () => false, course }: Beside = {},
): JudgedWindow[] {
  const selectors = selectorsOf(objective);
  const { bin } = timeline.layout;
  const step = Math.max(1, Math.round(width / bin));
  const all = course ?? timeline.windows(selectors.all);
  const part = selectors.part ? timeline.windows(selectors.part) : [];
  const nothing = zeroOf(selectors.all, timeline);
  const measured = timeline.lastSecond + 1 - timeline.offset;
  const windows: JudgedWindow[] = [];
  for (const span of spans) {
    const end = Math.floor(span.to / bin + SLACK);
    let first = Math.max(0, Math.ceil(span.from / bin - SLACK));
    for (let next = first + step; next <= end; next += step) {
      // What is still to come has counted nothing yet.
      const cell = sumOf(all.slice(first, next)) ?? (next * bin <= measured ? nothing : undefined);
      const seconds = (next - first) * bin;
      const sample = { all: cell, part: sumOf(part.slice(first, next)), seconds, lost: lostIn([first, next], cell) };
      const value = measureOf({ ...objective, ...limits }, sample);
      const unjudged = value.actual === null && value.beyond === undefined;
      const silent = unjudged && silentIn([next - step, next], [first, next]);
      if (unjudged && !silent) continue;
      windows.push({ from: first * bin, to: next * bin, measured: value, ...(silent ? { silent } : {}) });
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
