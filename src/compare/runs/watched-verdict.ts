import type { Shift } from '../../stats/comparison/hodges-lehmann.ts';
import { median } from '../../stats/moments.ts';
import { bothSides, type ComparedMetric, type MetricSides, valuesIn } from './compared-metric.ts';

/**
 * The p below which the readings of all monitors together show something: at most 1 % of comparisons of one version
 * tell a change, beside what the metrics of the run and of its endpoints do. These share nothing with it.
 */
export const WATCHED_ALPHA = 0.01;
/** Shares of the median before, and of a whole (a utilisation), that are no matter. */
const LEAST_SHARE = 0.05;
const LEAST_OF_WHOLE = 0.01;
/** The share of the runs of a side that must have readings, so that a gap is no change. */
const LEAST_KNOWN = 0.8;
/** What runs of one version differ by among themselves is no matter either: twice their median deviation. */
const DEVIATIONS = 2;

/** The verdict on readings of enough runs, given their shift and the p that holds for all that were watched. */
export function watchedVerdict(sides: MetricSides, shift: Shift, pValue: number): ComparedMetric {
  const before = valuesIn(sides.before);
  const middle = median(before);
  const floor = watchedFloor(before, middle, sides.unit);
  return {
    ...bothSides(sides),
    shift,
    relative: middle === 0 ? null : shift.value / Math.abs(middle),
    pValue,
    floor,
    verdict: verdictOf(shift, pValue, floor, sides.better),
    runsNeeded: null,
  };
}

/** Whether enough runs of both sides have readings. */
export function isWatchedEnough({ before, after }: MetricSides): boolean {
  return [before, after].every((side) => {
    const known = valuesIn(side).length;
    return known > 0 && known >= LEAST_KNOWN * side.length;
  });
}

/** The shift below which readings are no matter. */
export function watchedFloor(before: readonly number[], middle: number, unit: MetricSides['unit']): number {
  const deviation = median(before.map((value) => Math.abs(value - middle)));
  return Math.max(leastWatched(middle, unit), DEVIATIONS * deviation);
}

/** What of a level is no matter, however little its runs scatter: 5 %, or 1 % of a whole where that is more. */
export function leastWatched(level: number, unit: MetricSides['unit']): number {
  return Math.max(LEAST_SHARE * Math.abs(level), unit === 'ratio' ? LEAST_OF_WHOLE : 0);
}

function verdictOf(
  { value, lower, upper }: Shift,
  pValue: number,
  floor: number,
  better: MetricSides['better'],
): ComparedMetric['verdict'] {
  if (pValue < WATCHED_ALPHA && Math.abs(value) > floor) {
    if (better === null) return 'changed';
    return value > 0 === (better === 'higher') ? 'improvement' : 'regression';
  }
  return lower !== null && upper !== null && lower >= -floor && upper <= floor ? 'no-change' : 'inconclusive';
}
