import { autocorrelation } from '../autocorrelation.ts';
import { fitLine, type LineFit, lineAt } from './line-fit.ts';

/** Neighbours that resemble each other more than this say nothing new at all. */
const MOST_CORRELATION = 0.9;

/** Points of a line that were taken one after the other. */
export interface SerialPoints {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** At which whole step of time each was taken. */
  readonly steps: readonly number[];
}

/**
 * A line by least squares through points of which neighbours resemble each other: its standard deviation is widened by
 * √((1 + r)/(1 − r)), r the correlation of residuals that lie `lag` steps apart, as if there were n(1 − r)/(1 + r)
 * independent points. Source: G. E. P. Box, G. M. Jenkins, "Time Series Analysis", 2.1 (variance of a mean under AR(1)).
 * Throws RangeError as `fitLine`.
 */
export function serialLine({ x, y, steps }: SerialPoints, lag = 1): LineFit {
  const fit = fitLine(x, y);
  const found = fit.residualSd > 0 ? autocorrelation(fit.residuals, steps, lag) : 0;
  const r = Math.min(MOST_CORRELATION, Math.max(0, found || 0));
  return { ...fit, residualSd: fit.residualSd * Math.sqrt((1 + r) / (1 - r)) };
}

/** A number with the ends of its interval. */
export interface LineEnds {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** The slope of a line; `t`: the quantile of Student's t with n − 2 degrees of freedom. Draper and Smith, 1.4. */
export function slopeEnds({ slope, residualSd, spread }: LineFit, t: number): LineEnds {
  const reach = (t * residualSd) / Math.sqrt(spread);
  return { value: slope, lower: slope - reach, upper: slope + reach };
}

/** The mean of y at x, the line itself: no single observation. Draper and Smith, 3.1. */
export function lineEnds(fit: LineFit, x: number, t: number): LineEnds {
  const { n, meanX, residualSd, spread } = fit;
  const [value, reach] = [lineAt(fit, x), t * residualSd * Math.sqrt(1 / n + (x - meanX) ** 2 / spread)];
  return { value, lower: value - reach, upper: value + reach };
}
