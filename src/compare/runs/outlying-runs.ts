import { mean } from '../../stats/moments.ts';
import type { RunMetric } from './run-metrics.ts';

/** The values of a metric on both sides, in the order of the runs; null of a run that has none. */
interface Sides extends Pick<RunMetric, 'name' | 'better'> {
  readonly before: readonly (number | null)[];
  readonly after: readonly (number | null)[];
}

/** Of all requests, where the floor is not more: 2.5 floors of 0.1 %, which no change of a pair excludes as well. */
const LEAST_HEAP = 0.0025;
/** So many times as bad as the worst run before: runs of one version do not scatter like that … */
const FAR = 2;
/** … and a single one may have met with something that has nothing to do with the version. */
const LEAST_FAR = 2;

/**
 * A verdict by ranks, unless the mean speaks against it. Failures come in heaps: a run full of them is one outlier of the
 * ranks, and a great part of all requests. `moved`: by how much more fails after, in the mean.
 */
export function heldByMean<V extends string>(verdict: V, moved: number, floor: number): V | 'inconclusive' {
  const bound = Math.max(floor, LEAST_HEAP);
  const against = (verdict === 'no-change' && Math.abs(moved) > bound) || (verdict === 'improvement' && moved > bound);
  return against ? 'inconclusive' : verdict;
}

/** The same of runs, which may stand far off in latency and throughput, too. */
export function heldByOutliers<V extends string>(verdict: V, sides: Sides, floor: number): V | 'inconclusive' {
  if (sides.name === 'failed') return heldByMean(verdict, mean(known(sides.after)) - mean(known(sides.before)), floor);
  const far = farOffRuns(sides).length > 0;
  return far && (verdict === 'no-change' || verdict === 'improvement') ? 'inconclusive' : verdict;
}

/**
 * The places of the runs after that are much worse than those before while most are not: of the share that failed those
 * above the mean before, where the mean moved by more than is no matter; of the others those far beyond the worst before.
 */
export function outlyingRuns(sides: Sides, floor: number): number[] {
  if (sides.name !== 'failed') return farOffRuns(sides);
  const level = mean(known(sides.before)) + Math.max(floor, LEAST_HEAP);
  return mean(known(sides.after)) > level ? placesOf(sides.after, (value) => value > level) : [];
}

function farOffRuns({ better, before, after }: Sides): number[] {
  const earlier = known(before);
  if (better === null || earlier.length === 0) return [];
  const far = placesOf(
    after,
    better === 'lower' ? (value) => value > FAR * Math.max(...earlier) : (value) => value < Math.min(...earlier) / FAR,
  );
  return far.length >= LEAST_FAR ? far : [];
}

function placesOf(values: readonly (number | null)[], wanted: (value: number) => boolean): number[] {
  return values.flatMap((value, at) => (value !== null && wanted(value) ? [at] : []));
}

function known(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}
