import type { IndexRange, TimedSeries } from './series.ts';
import { lengthOf } from './series.ts';

/** The least value of a block, where it first stands. */
export interface Trough {
  readonly time: number;
  readonly value: number;
}

/** The least values of blocks of equal length; blocks without any point have none. */
export function troughsOf(series: TimedSeries, part: IndexRange, blocks: number): readonly Trough[] {
  const { times, values } = series;
  const [first, length] = [times[part.from]!, lengthOf(series, part)];
  const troughs: Trough[] = [];
  let [block, least] = [-1, -1];
  for (let at = part.from; at < part.end; at++) {
    const here = Math.min(blocks - 1, Math.floor(((times[at]! - first) / length) * blocks));
    if (here === block) {
      if (values[at]! < values[least]!) least = at;
      continue;
    }
    if (least !== -1) troughs.push({ time: times[least]!, value: values[least]! });
    [block, least] = [here, at];
  }
  if (least !== -1) troughs.push({ time: times[least]!, value: values[least]! });
  return troughs;
}
