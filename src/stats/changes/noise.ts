import { MAD_TO_SD, mean, median } from '../moments.ts';
import { RULES } from './rules.ts';

/** A series, its level at each point, and how much it scatters about it. */
export interface Smoothed {
  readonly values: readonly number[];
  /** The running median, its window cut short at both ends: the newest level shows once it holds the majority. */
  readonly level: readonly number[];
  /** A robust standard deviation of the noise. 0: all values are equal. */
  readonly unit: number;
}

/**
 * The noise of a series whatever steps it has: the larger of what its first differences show, which do not see levels,
 * and what lies about its running median, which sees noise that lasts from point to point. Where more than half of the
 * points are equal, both are 0: then by the mean of the differences.
 */
export function smoothed(values: readonly number[]): Smoothed {
  const { half } = RULES;
  const level = values.map((_, at) => median(values.slice(Math.max(0, at - half), at + half + 1)));
  const differences = values.slice(1).map((value, at) => Math.abs(value - values[at]!));
  const residuals = values.map((value, at) => Math.abs(value - level[at]!));
  const unit = Math.max((MAD_TO_SD * median(differences)) / Math.SQRT2, MAD_TO_SD * median(residuals));
  return { values, level, unit: unit > 0 ? unit : (mean(differences) * Math.sqrt(Math.PI)) / 2 };
}

/** The values, none further from the level than so many noise units: a burst cannot pull a level, a step passes. */
export function clipped({ values, level, unit }: Smoothed, units = RULES.clip): number[] {
  const most = units * unit;
  return values.map((value, at) => level[at]! + Math.min(Math.max(value - level[at]!, -most), most));
}
