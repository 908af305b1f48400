import { bucketMiddle } from '../../metrics/histogram/histogram.ts';
import type { Cell } from '../../metrics/timeline/cell.ts';
import type { Limit, Objective } from '../../objectives/objective.ts';
import { selectorsOf } from '../../objectives/selectors.ts';
import { quantileOf } from '../../objectives/stat.ts';
import { hasDirection, holds, isUpper, type Limits, lowerIsBetter } from '../../objectives/zone.ts';
import type { OngoingMeasurement } from '../../plan/measurement.ts';
import type { RatioPart } from '../../stats/blocks.ts';
import type { JudgedObjective } from '../line.ts';
import { lostInWindows } from '../missing/lost.ts';
import type { WindowRange } from '../windows/windows.ts';

/** A limit of an objective as a ratio that must stay on one side of a bound, window by window. */
export interface LimitCourse {
  readonly pieces: readonly RatioPart[];
  /**
   * Of a percentile the share beyond its measured value, which is about the bound: as much as the share beyond the limit
   * would scatter, were the percentile at its limit.
   */
  readonly atLimit?: readonly RatioPart[];
  /** The ratio at which the limit is reached. */
  readonly bound: number;
  /** Whether it is the share of samples that have some property, and no mean and no rate. */
  readonly share: boolean;
  /** Whether a higher ratio is the worse one. */
  readonly highIsBad: boolean;
}

/**
 * Whether an objective can be settled before its stage is over: a share, a percentile, a mean or a rate of what the
 * load itself measures, judged over the whole stage. Windows, rows of them, k6's own thresholds, what monitors read,
 * and the least, the largest, the last and the number of anything are known at the end only.
 */
export function canSettle({ measure, source, over, target, critical }: Objective): boolean {
  if (source === 'k6' || over !== null || measure.kind === 'monitor' || !hasDirection({ target, critical }))
    return false;
  return measure.kind === 'ratio' || quantileOf(measure.stat) !== undefined || ['avg', 'rate'].includes(measure.stat);
}

/**
 * A limit of an objective over the timeline's windows first..next, for which the layout must have its views. A
 * percentile lies beyond its limit where the share of samples beyond it is larger than 1 − quantile. Undefined of what
 * `canSettle` refuses.
 */
export function limitCourse(
  { objective, limits }: JudgedObjective,
  limit: Limit,
  measurement: OngoingMeasurement,
  range: WindowRange,
): LimitCourse | undefined {
  if (!canSettle(objective)) return undefined;
  const { measure } = objective;
  const { windows, type } = windowsIn(objective, measurement, range);
  const highIsBad = lowerIsBetter(limits);
  const of = (bound: number, share: boolean, piece: (window: Window) => RatioPart): LimitCourse => ({
    pieces: windows.map(piece),
    bound,
    share,
    highIsBad,
  });
  if (measure.kind === 'ratio')
    return of(limit.value, true, ({ all, part, lost }) => ({
      part: (part?.count ?? 0) + (highIsBad ? lost : 0),
      whole: (all?.count ?? 0) + lost,
    }));
  const quantile = quantileOf(measure.stat);
  if (quantile !== undefined) {
    const beyond = (value: Limit) => (window: Window) => ({
      part: countAbove(window.all, value) + window.lost,
      whole: (window.all?.count ?? 0) + window.lost,
    });
    const own = { op: '<=', value: merged(windows)?.quantile(quantile) ?? 0 } as const;
    return { ...of(1 - quantile, true, beyond(limit)), atLimit: windows.map(beyond(own)) };
  }
  if (measure.stat === 'avg')
    return of(limit.value, false, ({ all }) => ({ part: all?.sum ?? 0, whole: all?.count ?? 0 }));
  if (type === 'rate')
    return of(limit.value, true, ({ all, lost }) => ({
      part: (all?.sum ?? 0) + lost,
      whole: (all?.count ?? 0) + lost,
    }));
  return of(limit.value, false, ({ all, seconds }) => ({
    part: (type === 'counter' ? all?.sum : all?.count) ?? 0,
    whole: seconds,
  }));
}

interface Window {
  readonly all: Cell | undefined;
  readonly part: Cell | undefined;
  readonly lost: number;
  readonly seconds: number;
}

function windowsIn(objective: Objective, measurement: OngoingMeasurement, [first, next]: WindowRange) {
  const { timeline } = measurement;
  const { all, part } = selectorsOf(objective);
  const cells = timeline.windows(all);
  const parts = part ? timeline.windows(part) : [];
  const lostIn = lostInWindows(objective, measurement);
  const windows = Array.from({ length: Math.max(0, next - first) }, (_, i): Window => {
    const at = first + i;
    const cell = cells[at];
    return { all: cell, part: parts[at], lost: lostIn([at, at + 1], cell), seconds: timeline.layout.bin };
  });
  return { windows, type: windows.find((window) => window.all)?.all?.type };
}

/** Samples on the upper side of a limit. */
export function countAbove(cell: Cell | undefined, limit: Limit): number {
  let count = 0;
  for (const [index, n] of cell?.histogram?.counts ?? []) {
    const value = Math.min(cell!.max, Math.max(cell!.min, bucketMiddle(index, cell!.bits)));
    if (holds(value, limit) !== isUpper(limit)) count += n;
  }
  return count;
}

/** The value of an objective's statistic in each of so many stretches of equal length; without those that hold nothing. */
export function valuesOver(
  objective: Objective,
  limits: Limits,
  measurement: OngoingMeasurement,
  [first, next]: WindowRange,
  stretches: number,
): { readonly at: number[]; readonly values: number[] } {
  const [at, values]: [number[], number[]] = [[], []];
  for (let i = 0; i < stretches; i++) {
    const from = first + Math.round((i * (next - first)) / stretches);
    const to = first + Math.round(((i + 1) * (next - first)) / stretches);
    const value = valueIn(objective, limits, windowsIn(objective, measurement, [from, to]).windows);
    if (value === undefined) continue;
    at.push(((from + to) / 2) * measurement.timeline.layout.bin);
    values.push(value);
  }
  return { at, values };
}

function valueIn({ measure }: Objective, limits: Limits, windows: readonly Window[]): number | undefined {
  const sum = (of: (window: Window) => number | undefined) => windows.reduce((all, each) => all + (of(each) ?? 0), 0);
  const lost = sum((window) => window.lost);
  const count = sum(({ all }) => all?.count) + lost;
  if (measure.kind === 'ratio')
    return count > 0 ? (sum(({ part }) => part?.count) + (lowerIsBetter(limits) ? lost : 0)) / count : undefined;
  const cell = merged(windows);
  if (!cell) return undefined;
  const quantile = quantileOf(measure.stat);
  if (quantile !== undefined) return cell.quantile(quantile);
  if (measure.stat === 'avg' || cell.type === 'rate') return cell.mean;
  return (cell.type === 'counter' ? cell.sum : cell.count) / sum(({ seconds }) => seconds);
}

function merged(windows: readonly Window[]): Cell | undefined {
  let pooled: Cell | undefined;
  for (const { all } of windows) {
    if (!all) continue;
    pooled ??= all.emptyCopy();
    pooled.merge(all);
  }
  return pooled;
}
