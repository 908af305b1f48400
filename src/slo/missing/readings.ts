import { matches } from '../../metrics/selector.ts';
import type { Timeline } from '../../metrics/timeline/timeline.ts';
import { type Watched, watchedFor } from '../../metrics/timeline/watched.ts';
import type { Objective } from '../../objectives/objective.ts';
import { selectorsOf } from '../../objectives/selectors.ts';
import type { Stage } from '../../plan/plan.ts';
import { formatNumber, formatSpan } from '../../units/format.ts';

/** In seconds since the scenario began. */
type Span = Pick<Stage, 'from' | 'to'>;

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
 * Why the readings in some stages cannot speak for the whole of them; undefined where they do. `stages`: null means the
 * whole run; `seconds`: its length; `spans`: where it lies. Each monitor that reads what is meant must speak. What it says of
 * any series counts: a pod that was replaced left no gap. Pure.
 */
export function unwatched(
  objective: Objective,
  timeline: Timeline,
  stages: readonly string[] | null,
  seconds: number,
  spans: readonly Span[],
): string | undefined {
  return unspoken(readingsFor(objective, timeline), seconds, (own) => timesRead(own, timeline, stages, spans));
}

/** How often a monitor read any of some series of its own in some stages, which lie in some spans; null: in the whole run. */
export function timesRead(
  own: readonly Watched[],
  timeline: Timeline,
  stages: readonly string[] | null,
  spans: readonly Span[],
): number {
  // By windows a series more may be seen, but they are coarse where a run is long.
  return Math.max(0, ...own.map(({ readings }) => readings(stages)), instantsIn(own, spans, timeline.layout.bin));
}

/** The same of a stretch of whole windows of the timeline. */
export function unwatchedIn(objective: Objective, timeline: Timeline, span: Span): string | undefined {
  const { bin } = timeline.layout;
  return unspoken(readingsFor(objective, timeline), span.to - span.from, (own) => instantsIn(own, [span], bin));
}

/** Why a monitor among those of some series does not speak for so many seconds; `count`: how often it read any of them. */
function unspoken(
  read: readonly Watched[],
  seconds: number,
  count: (own: readonly Watched[]) => number,
): string | undefined {
  const monitors = [...new Set(read.map(({ monitor }) => monitor))];
  for (const monitor of monitors) {
    const own = read.filter((one) => one.monitor === monitor);
    const { every } = own[0]!;
    const covered = count(own) * every;
    if (speaksFor(seconds - covered, seconds, every)) continue;
    const which = monitors.length > 1 ? `the monitor ${monitor}` : 'the monitor';
    return covered === 0
      ? `${which} said nothing in all of it`
      : `${which} said nothing in ${formatSpan(Math.round(seconds - covered))} of ${formatSpan(Math.round(seconds))}`;
  }
  return undefined;
}

/** How many readings there were of any of some series of one monitor, in the windows whose middle lies in some spans. */
function instantsIn(own: readonly Watched[], spans: readonly Span[], bin: number): number {
  const last = Math.max(0, ...own.map(({ windows }) => windows.length));
  let instants = 0;
  for (let window = 0; window < last; window++) {
    const middle = (window + 0.5) * bin;
    if (spans.some(({ from, to }) => from <= middle && middle < to))
      instants += Math.max(...own.map(({ windows }) => windows[window]?.count ?? 0));
  }
  return instants;
}

/** Whether a stretch of windows, as long as a monitor's interval or longer, holds no reading of it. */
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
