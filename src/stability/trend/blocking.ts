import { type BlockOf, type Trough, troughsOf } from './blocks.ts';
import { type Period, periodOf } from './period.ts';
import { type IndexRange, judgedParts, lengthOf, type TimedSeries } from './series.ts';

/** Blocks of a run, and the least that tell anything: five that rise each time do so by chance once in 120. */
const MOST_BLOCKS = 24;
export const LEAST_BLOCKS = 5;
/** Points of a block at least: the least of one is no floor. */
const LEAST_POINTS = 2;
/** Blocks are so much longer than the period, which is not the same each time. */
const LONGER = 1.1;
/** A period of which the run holds too few is only believed when it shows so clearly. */
const CLEAR = 0.6;

/** A series as it is judged: the troughs of its blocks, a list for each part between restarts. */
export interface Blocking {
  readonly parts: readonly (readonly Trough[])[];
  /** How many troughs there are. */
  readonly blocks: number;
  /** Seconds that are judged, those without points included. */
  readonly seconds: number;
  readonly period: Period | undefined;
  /** The run holds too few of these periods for blocks that are longer: the troughs are no floors. */
  readonly tooFewPeriods: boolean;
}

/** The blocks of a series; `restarts` are moments, in seconds, upwards. */
export function blockingOf(series: TimedSeries, restarts: readonly number[], of: BlockOf): Blocking {
  const parts = judgedParts(series, restarts);
  const seconds = parts.reduce((sum, part) => sum + lengthOf(series, part), 0);
  const longest = parts.reduce<IndexRange | undefined>(
    (best, part) => (best && lengthOf(series, best) >= lengthOf(series, part) ? best : part),
    undefined,
  );
  const period = longest && periodOf(series, longest);
  const wanted = period ? seconds / (LONGER * period.seconds) : MOST_BLOCKS;
  const tooFewPeriods = period !== undefined && wanted < LEAST_BLOCKS && period.strength >= CLEAR;
  const all = wanted < LEAST_BLOCKS ? MOST_BLOCKS : Math.min(MOST_BLOCKS, wanted);
  const troughs = parts
    .map((part) => {
      const most = Math.floor((part.end - part.from) / LEAST_POINTS);
      return troughsOf(
        series,
        part,
        Math.min(most, Math.floor((all * lengthOf(series, part)) / seconds + ROUNDING)),
        of,
      );
    })
    .filter((found) => found.length > 1);
  return {
    parts: troughs,
    blocks: troughs.reduce((sum, found) => sum + found.length, 0),
    seconds,
    period,
    tooFewPeriods,
  };
}

const ROUNDING = 1e-9;
