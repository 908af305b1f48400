import { median } from '../../stats/moments.ts';
import type { IndexRange, TimedSeries } from './series.ts';
import { lengthOf } from './series.ts';

/** What a block of a series is: its least value, which is its floor, or its middle one, which is its level. */
export type BlockOf = 'floor' | 'level';

/** The least value of a block, where it first stands; or its middle one, at the middle of its points. */
export interface Trough {
  readonly time: number;
  readonly value: number;
}

/** The floors or levels of blocks of equal length; blocks without any point have none. */
export function troughsOf(series: TimedSeries, part: IndexRange, blocks: number, of: BlockOf): readonly Trough[] {
  const { times } = series;
  const [first, length] = [times[part.from]!, lengthOf(series, part)];
  const blockOf = (at: number) => Math.min(blocks - 1, Math.floor(((times[at]! - first) / length) * blocks));
  const troughs: Trough[] = [];
  for (let from = part.from; from < part.end; ) {
    let end = from + 1;
    while (end < part.end && blockOf(end) === blockOf(from)) end += 1;
    troughs.push(of === 'floor' ? floorOf(series, from, end) : middleOf(series, from, end));
    from = end;
  }
  return troughs;
}

function floorOf({ times, values }: TimedSeries, from: number, end: number): Trough {
  let least = from;
  for (let at = from + 1; at < end; at++) if (values[at]! < values[least]!) least = at;
  return { time: times[least]!, value: values[least]! };
}

function middleOf({ times, values }: TimedSeries, from: number, end: number): Trough {
  const all = Array.from({ length: end - from }, (_, at) => values[from + at]!);
  return { time: (times[from]! + times[end - 1]!) / 2, value: median(all) };
}
