import { normalQuantile } from '../../stats/distributions/binomial.ts';
import { studentTQuantile } from '../../stats/distributions/student-t.ts';
import { median, pooledDeviation } from '../../stats/moments.ts';
import { WANTED } from '../samples.ts';
import { type ComparedMetric, comparedMetric, type MetricSides, valuesIn } from './compared-metric.ts';
import type { RunMetric } from './run-metrics.ts';

/** A shift that runs of one version on one machine do not show: a share of the median before, a share of requests. */
const TOLERANCE = 0.1;
const TOLERANCE_FAILED = 0.005;
/** One-sided: several metrics are looked at. */
const LEVEL = 0.995;

/**
 * The verdict on a metric of runs that are too few for any test: worse or better where its interval lies beyond a wide
 * tolerance as a whole, and otherwise inconclusive, never no change. The interval comes from the blocks of each run, or
 * from the scatter of the runs where that says more; how much runs differ beyond that a single one cannot know, which
 * the tolerance stands for. Runs enough for a test are tested.
 */
export function comparedByTolerance(sides: MetricSides, pValue: number | undefined, family: number): ComparedMetric {
  const tested = comparedMetric(sides, pValue, family);
  const [before, after] = [valuesIn(sides.before), valuesIn(sides.after)];
  if (tested.shift === null || couldBeShown(before.length, after.length)) return tested;
  const reach = reachOf(sides, before, after);
  if (reach === undefined) return tested;
  const { value } = tested.shift;
  const shift = { value, lower: value - reach, upper: value + reach };
  const floor = toleranceOf(sides.name, median(before));
  const beyond = shift.lower > floor || shift.upper < -floor;
  const better = value > 0 === (sides.better === 'higher');
  const verdict = !beyond ? 'inconclusive' : better ? 'improvement' : 'regression';
  return { ...tested, shift, floor, verdict, pValue: null, basis: 'tolerance' };
}

/** Whether the least p that so many runs can have lies below what a test asks for: 2 / C(n + m, n). */
function couldBeShown(n: number, m: number): boolean {
  let ways = 1;
  for (let i = 1; i <= Math.min(n, m); i++) ways *= (Math.max(n, m) + i) / i;
  return 2 / ways < WANTED.alpha;
}

/** Half the interval of the shift; undefined where no run says how sure its figure is. */
function reachOf({ errors }: MetricSides, before: readonly number[], after: readonly number[]): number | undefined {
  const known = errors && { before: valuesIn(errors.before), after: valuesIn(errors.after) };
  if (!known || known.before.length < before.length || known.after.length < after.length) return undefined;
  const variance = (of: readonly number[]) => of.reduce((sum, error) => sum + error ** 2, 0) / of.length ** 2;
  const byBlocks = normalQuantile(LEVEL) * Math.sqrt(variance(known.before) + variance(known.after));
  const degrees = before.length + after.length - 2;
  if (degrees < 1) return byBlocks;
  const error = pooledDeviation(before, after) * Math.sqrt(1 / before.length + 1 / after.length);
  return Math.max(byBlocks, studentTQuantile(LEVEL, degrees) * error);
}

function toleranceOf(name: RunMetric['name'], middle: number): number {
  return name === 'failed' ? TOLERANCE_FAILED : TOLERANCE * Math.abs(middle);
}
