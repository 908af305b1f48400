import { matches } from '../../metrics/selector.ts';
import type { Timeline } from '../../metrics/timeline/timeline.ts';
import { type Watched, watchedFor } from '../../metrics/timeline/watched.ts';
import type { Objective } from '../../objectives/objective.ts';
import { selectorsOf } from '../../objectives/selectors.ts';
import { formatNumber, formatSpan } from '../../units/format.ts';

/** The share of a span that monitors may leave unread: what they would have seen there might have missed the limit. */
const MOST_UNREAD = 0.1;
/** Readings that may be missing of any span: one at either end of it, for monitors and load do not begin together. */
const AT_THE_ENDS = 2;

/** The series of readings that an objective is about; none of an objective on what an engine measures. */
export function readingsFor(objective: Objective, timeline: Timeline): Watched[] {
  const { all } = selectorsOf(objective);
  return all.monitored ? watchedFor(all, timeline.watched) : [];
}

/** Why no reading speaks for an objective although there are some of that name; undefined where one does, or none is. */
export function ofGenerator(objective: Objective, timeline: Timeline): string | undefined {
  const { all } = selectorsOf(objective);
  if (!all.monitored || readingsFor(objective, timeline).length > 0) return undefined;
  const other = timeline.watched.find(({ series }) => matches(all, series));
  return (
    other &&
    `the monitor ${other.monitor} reads the generator's machine, and the target runs on another: watch that one, or ask for this one by \`where: { monitor: ${other.monitor} }\``
  );
}

/** Whether readings speak for the whole of a span of which so many seconds are without one. */
export function speaksFor(missing: number, seconds: number, every: number): boolean {
  return missing <= Math.max(MOST_UNREAD * seconds, AT_THE_ENDS * every);
}

/**
 * Why the readings in a span cannot speak for the whole of it; undefined where they do. `stages`: null means the whole
 * run; `seconds`: its length. Of several series (one for each replica) the one with the most readings counts. Pure.
 */
export function unwatched(
  objective: Objective,
  timeline: Timeline,
  stages: readonly string[] | null,
  seconds: number,
): string | undefined {
  const read = readingsFor(objective, timeline);
  if (read.length === 0) return undefined;
  const covered = Math.max(...read.map(({ readings, every }) => readings(stages) * every));
  const every = Math.max(...read.map((each) => each.every));
  const missing = seconds - covered;
  if (speaksFor(missing, seconds, every)) return undefined;
  return covered === 0
    ? 'the monitor said nothing in all of it'
    : `the monitor said nothing in ${formatSpan(Math.round(missing))} of ${formatSpan(Math.round(seconds))}`;
}

/** Whether a stretch of windows, at least as long as a monitor's interval, holds no reading of it. */
export function silentReadings(objective: Objective, timeline: Timeline) {
  const { bin } = timeline.layout;
  const read = readingsFor(objective, timeline);
  const every = Math.max(0, ...read.map((each) => each.every));
  const reached = timeline.lastSecond + 1 - timeline.offset;
  return ([first, next]: readonly [number, number]) =>
    (next - first) * bin >= every &&
    next * bin <= reached &&
    read.every(({ windows }) => windows.slice(first, next).every((cell) => cell === undefined));
}

/** Why readings cannot be held against a limit of another unit; undefined where they can. */
export function unitMisfit(objective: Objective, timeline: Timeline): string | undefined {
  const { unit, measure } = objective;
  for (const { series, all } of readingsFor(objective, timeline)) {
    const misfit = `the readings of ${measure.metric} are`;
    if (unit === 'ratio' && series.unit === 'none' && all.max > 1)
      return `${misfit} no shares, but numbers up to ${formatNumber(all.max)}, and the limit is a percentage`;
    if (unit !== 'none' && series.unit !== 'none' && series.unit !== unit)
      return `${misfit} in ${WORDS[series.unit]}, and the limit is in ${WORDS[unit]}`;
  }
  return undefined;
}

const WORDS: Readonly<Record<Objective['unit'], string>> = {
  seconds: 'seconds',
  bytes: 'bytes',
  ratio: 'shares',
  'per second': 'rates per second',
  count: 'counts',
  none: 'plain numbers',
  k6: 'units of k6',
};
