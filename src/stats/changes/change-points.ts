import { mean, median } from '../moments.ts';
import { confirmed, evidenceFor, leastStep } from './confirm.ts';
import { correlationOf } from './correlation.ts';
import { clipped, smoothed } from './noise.ts';
import { partition } from './partition.ts';
import { LEAST_POINTS_OF_SERIES, RULES } from './rules.ts';
import { steepSteps } from './steep.ts';

/** A point of a series from which on its level is another. */
export interface ChangePoint {
  /** Of the first point of the new level. */
  readonly index: number;
  /** The median of the level that ends here. */
  readonly before: number;
  /** The median of the level that begins here. */
  readonly after: number;
  /** Height of the step in noise units, by the points near it. */
  readonly effect: number;
  /** Height of the step in standard errors. */
  readonly score: number;
  /** Of a test between the points near it, times the places at which it could have been found. */
  readonly pValue: number;
}

export interface ChangePoints {
  /** The standard deviation of the noise, robustly. */
  readonly noise: number;
  /** How much points resemble the ones before them, as far as that is certain: 0 to 0.9. */
  readonly correlation: number;
  /** The lowest step from the last level that is told, however many points speak for it. */
  readonly leastStep: number;
  readonly changes: readonly ChangePoint[];
}

/**
 * The change points of a series: candidates by optimal partitioning of the values, clipped about their running median;
 * each is confirmed by what lies near it; in a short series the steep steps, where they are more. Blind to the direction.
 * Of `together` series that are looked at none tells a change more often by chance than one alone does.
 * Throws RangeError of fewer than 12 points, which are too few for an answer. docs/method.md, "Change points", has every
 * step, its source and its figures.
 */
export function changePoints(values: readonly number[], together = 1): ChangePoints {
  const n = values.length;
  if (n < LEAST_POINTS_OF_SERIES) throw new RangeError(`${LEAST_POINTS_OF_SERIES} points are the least, got ${n}`);
  const smooth = smoothed(values);
  const { unit } = smooth;
  if (!(unit > 0)) return { noise: 0, correlation: 0, leastStep: 0, changes: [] };
  const spread = plainDeviation(clipped(smooth, RULES.enormous));
  const flat = clipped(smooth);
  const candidates = partition(flat, RULES.penalty * Math.log(n) * unit ** 2, RULES.leastSegment);
  const series = { values, clipped: flat, unit, spread, correlation: correlationOf(flat, candidates), together };
  const cuts = confirmed(series, candidates);
  const usual = cuts.map((index, i) => ({ index, ...evidenceFor(series, cuts[i - 1] ?? 0, index, cuts[i + 1] ?? n) }));
  const steep = steepSteps(values, together);
  const steps = steep.length > usual.length ? steep : usual;
  const levels = [0, ...steps.map(({ index }) => index)].map((from, i) => median(values.slice(from, steps[i]?.index)));
  const changes = steps.map(
    ({ index, effect, score, pValue }, i): ChangePoint => ({
      index,
      before: levels[i]!,
      after: levels[i + 1]!,
      effect,
      score,
      pValue,
    }),
  );
  return {
    noise: unit,
    correlation: series.correlation.certain,
    leastStep: leastStep(series, levels.at(-1)!),
    changes,
  };
}

function plainDeviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}
