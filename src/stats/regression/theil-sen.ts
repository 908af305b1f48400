import { normalQuantile } from '../distributions/binomial.ts';
import { kendallVariance } from '../trend/kendall-variance.ts';

/** The slope of a series, with its two-sided interval. */
export interface TheilSen {
  readonly slope: number;
  readonly lower: number;
  readonly upper: number;
}

/** A part of a series: slopes are taken between points of one part. */
export interface SeriesPart {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/**
 * The median of the slopes between all pairs of points, and the order statistics of these slopes at the ranks
 * (N ± z·√V)/2, N their number, V the variance of Kendall's S. Pairs at one x have no slope. Undefined without a pair of
 * different x. Time and memory grow with the square of the points.
 * Sources: H. Theil, Proc. Kon. Ned. Akad. Wetensch. A 53 (1950); P. K. Sen, "Estimates of the regression coefficient
 * based on Kendall's tau", J. Am. Stat. Assoc. 63 (1968).
 */
export function theilSen(x: readonly number[], y: readonly number[], confidence = 0.95): TheilSen | undefined {
  return theilSenOfParts([{ x, y }], confidence);
}

/**
 * The slope that parts of a series have in common, each at a level of its own, as `theilSen` has it of one; V is
 * multiplied by `inflation` where points resemble their neighbours.
 */
export function theilSenOfParts(parts: readonly SeriesPart[], confidence = 0.95, inflation = 1): TheilSen | undefined {
  for (const { x, y } of parts)
    if (x.length !== y.length) throw new RangeError(`as many x as y are needed, got ${x.length} and ${y.length}`);
  if (!(confidence > 0 && confidence < 1))
    throw new RangeError(`confidence must lie between 0 and 1, got ${confidence}`);
  const slopes = slopesOf(parts);
  const pairs = slopes.length;
  if (pairs === 0) return undefined;
  const variance = parts.reduce((sum, { x, y }) => sum + kendallVariance(y, x), 0) * inflation;
  const half = normalQuantile((1 + confidence) / 2) * Math.sqrt(variance);
  const middle = (pairs - 1) / 2;
  return {
    slope: (slopes[Math.floor(middle)]! + slopes[Math.ceil(middle)]!) / 2,
    lower: slopes[Math.max(0, Math.round((pairs - half) / 2) - 1)]!,
    upper: slopes[Math.min(pairs - 1, Math.round((pairs + half) / 2))]!,
  };
}

/** Sorted upwards. */
function slopesOf(parts: readonly SeriesPart[]): Float64Array {
  const slopes = new Float64Array(parts.reduce((sum, { x }) => sum + (x.length * (x.length - 1)) / 2, 0));
  let count = 0;
  for (const { x, y } of parts) {
    for (let i = 0; i < x.length; i++) {
      for (let j = i + 1; j < x.length; j++) {
        if (x[i] !== x[j]) slopes[count++] = (y[j]! - y[i]!) / (x[j]! - x[i]!);
      }
    }
  }
  return slopes.subarray(0, count).sort();
}
