import { matches } from '../../metrics/selector.ts';
import type { Objective } from '../../objectives/objective.ts';
import { isLower, isUpper } from '../../objectives/zone.ts';
import type { WatchedSeries } from '../../result/chart-series.ts';
import type { Trend } from './trend.ts';

/** When a rise meets a limit: seconds after the end of the run, with its interval; an end is null where it is never. */
export interface Exhaustion {
  readonly limit: number;
  readonly seconds: number;
  readonly lower: number;
  readonly upper: number | null;
}

/** The limit of a reading: the lowest that an objective sets it from above, else all of it where it is a share. */
export function limitOnReading(series: WatchedSeries, objectives: readonly Objective[]): number | undefined {
  const set = objectives.flatMap(({ measure, critical, target }) => {
    if (measure.kind !== 'monitor' || !matches(measure, series)) return [];
    if (critical) return isLower(critical) ? [critical.value] : [];
    return target && isUpper(target) ? [target.value] : [];
  });
  if (set.length > 0) return Math.min(...set);
  return series.unit === 'ratio' ? 1 : undefined;
}

/** When the floor of a series that rises meets a limit; undefined where it does not rise, or is there already. */
export function exhaustionOf({ slope, atEnd }: Trend, limit: number | undefined): Exhaustion | undefined {
  if (!slope || atEnd === undefined || limit === undefined || !(slope.slope > 0) || atEnd >= limit) return undefined;
  const left = limit - atEnd;
  return {
    limit,
    seconds: left / slope.slope,
    lower: left / slope.upper,
    upper: slope.lower > 0 ? left / slope.lower : null,
  };
}
