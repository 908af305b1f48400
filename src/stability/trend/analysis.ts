import { formatNumber } from '../../units/format.ts';
import type { SeriesFile } from './series-csv.ts';
import { allTroughs, judgeTrend, type TrendVerdict } from './trend.ts';
import { trendReasons } from './words.ts';

/** A number with its 95 % interval. */
interface Interval {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** What became of a series over time, as `loadkit analyze trend --json` prints it. Slopes are per hour. */
export interface TrendAnalysis {
  readonly verdict: TrendVerdict;
  /** Of the floor, the least values of its blocks; null where they are too few for a slope. */
  readonly slopePerHour: Interval | null;
  /** The least slope that this series would have shown in 9 of 10 cases; null where the blocks are too few. */
  readonly minimumDetectableSlopePerHour: number | null;
  readonly reasons: readonly string[];
  readonly points: number;
  /** Rows without a value. */
  readonly gaps: number;
  /** Seconds that the rows span, and those of them that are judged: without the warm-up. */
  readonly seconds: number;
  readonly judgedSeconds: number;
  /** The median of the floor. */
  readonly level: number | null;
  /** After how many seconds the series comes back to where it was; null where nothing says so. */
  readonly period: number | null;
  /** The least value of each block, and when it was, in seconds, as the file counts them. */
  readonly floor: readonly { readonly time: number; readonly value: number }[];
}

const HOUR = 3600;

/** What a series says of a leak. */
export function analyzeTrend({ series, outOfOrder, gaps, duplicates }: SeriesFile): TrendAnalysis {
  const { times } = series;
  const trend = judgeTrend(series);
  const { slope, minimumDetectableSlope, level, blocking, verdict } = trend;
  return {
    verdict,
    slopePerHour: slope ? { value: slope.slope * HOUR, lower: slope.lower * HOUR, upper: slope.upper * HOUR } : null,
    minimumDetectableSlopePerHour: minimumDetectableSlope === undefined ? null : minimumDetectableSlope * HOUR,
    reasons: [
      ...trendReasons(trend, (value) => formatNumber(value, 3)),
      ...(gaps > 0 ? [`${formatNumber(gaps, 9)} rows have no value: they are gaps`] : []),
      ...(duplicates > 0
        ? [`${formatNumber(duplicates, 9)} rows have the time of another: the least of a block counts`]
        : []),
      ...(outOfOrder === undefined ? [] : ['the rows are not in the order of time: they were sorted']),
    ],
    points: times.length,
    gaps,
    seconds: times[times.length - 1]! - times[0]!,
    judgedSeconds: blocking.seconds,
    level: level ?? null,
    period: blocking.period?.seconds ?? null,
    floor: allTroughs(blocking),
  };
}
