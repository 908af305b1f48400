import type { Timeline } from '../metrics/timeline/timeline.ts';

/**
 * How long the load of a whole run lasted, in seconds, to the millisecond: from the beginning of its first iteration to
 * its last sample. Of a record without its closing line the whole seconds that have one.
 */
export function secondsOf({ end, lastSecond, offset }: Timeline): number {
  const [from, to] = end?.span ?? [0, 0];
  return to > from ? to - from : lastSecond + 1 - offset;
}
