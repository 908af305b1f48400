/** A series: values at times in seconds, upwards; several values may stand at one time. */
export interface TimedSeries {
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** A stretch [from, end) of the points of a series, by index. */
export interface IndexRange {
  readonly from: number;
  readonly end: number;
}

/** The share of a stretch that is warm-up, and is not judged. */
export const WARM_UP = 0.25;

/**
 * The judged parts of a series: its stretches between restarts (moments, seconds, upwards), each without its first
 * quarter, in which caches fill. Without restarts that is one. A stretch of fewer than two moments has none.
 */
export function judgedParts({ times }: TimedSeries, restarts: readonly number[] = []): readonly IndexRange[] {
  const parts: IndexRange[] = [];
  let from = 0;
  for (const restart of [...restarts, Number.POSITIVE_INFINITY]) {
    const end = firstFrom(times, restart, from);
    const length = end > from ? times[end - 1]! - times[from]! : 0;
    if (length > 0) parts.push({ from: firstFrom(times, times[from]! + WARM_UP * length, from), end });
    from = end;
  }
  return parts;
}

/** Seconds from the first to the last point. */
export function lengthOf({ times }: TimedSeries, { from, end }: IndexRange): number {
  return end > from ? times[end - 1]! - times[from]! : 0;
}

/** The first point from `low` on that is not before a moment. */
function firstFrom(times: ArrayLike<number>, moment: number, low: number): number {
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
