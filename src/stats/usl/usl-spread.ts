import { mean, variance } from '../moments.ts';
import type { UslPoint, UslWeights } from './usl-fit.ts';

/** ln of how many times likelier equal coefficients of variation must be than equal deviations: e² is 7.4 times. */
const CLEARLY = 2;

/**
 * How the runs at each concurrency spread: `relative` where every concurrency has two runs or more and one coefficient
 * of variation for all is clearly likelier than one standard deviation, by the normal likelihood of the deviations
 * from each concurrency's own mean; else `equal`.
 */
export function uslSpread(points: readonly UslPoint[]): UslWeights {
  const concurrencies = [...new Set(points.map(({ concurrency }) => concurrency))];
  const runs = concurrencies.map((n) =>
    points.filter(({ concurrency }) => concurrency === n).map(({ throughput }) => throughput),
  );
  if (runs.some((group) => group.length < 2)) return 'equal';
  const free = points.length - runs.length;
  const sum = (of: (group: readonly number[]) => number) =>
    runs.reduce((total, group) => total + (group.length - 1) * of(group), 0);
  const deviation = sum(variance) / free;
  const relative = sum((group) => variance(group) / mean(group) ** 2) / free;
  // What is left of the mean of equal numbers is rounding.
  if (relative < 1e-24) return 'equal';
  const gain = (free / 2) * Math.log(deviation / relative) - sum((group) => Math.log(mean(group)));
  return gain >= CLEARLY ? 'relative' : 'equal';
}
