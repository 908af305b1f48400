import { studentTQuantile } from '../../stats/distributions/student-t.ts';
import type { Change } from '../search/outcome.ts';
import type { CrossingEstimate } from './crossing-estimate.ts';
import { type TrialPoint, trialPoint } from './crossing-fit.ts';
import type { JudgedTrial } from './judged-trial.ts';

/**
 * In ln of the rate: at a rate lower by this nothing is above that was below, whatever chance does at a steep crossing.
 */
const CLEAR = 0.15;
/** Trials so near the crossing, in ln of the rate: farther off the line is bent. */
const NEAR = 0.15;
/** Of these on each side of the moment. */
const LEAST_TRIALS = 2;
/** How well the slope of the line is known. */
const SLOPE_ERROR = 0.4;
/** What is taken for a change: ln of the crossing, and how unlikely it is by chance, on each side. */
const LEAST_CHANGE = 0.05;
const CHANCE = 0.001;

/**
 * How the target changed between the trials, when these contradict each other in the order of time: a rate was carried,
 * and later a far lower one was not; or, near the crossing, the trials from some moment on had more bad requests, or
 * fewer, than those before have at their rates. Then neither a bracket nor a line through all of them tells of any one
 * moment. Undefined where they agree.
 */
export function contradictionOf(
  judged: readonly JudgedTrial[],
  estimate: CrossingEstimate | undefined,
): Change | undefined {
  return lostLoad(judged) ?? (estimate && shiftedLine(judged, estimate));
}

function lostLoad(judged: readonly JudgedTrial[]): Change | undefined {
  const long = judged.filter(({ run }) => run.ask.phase !== 'double');
  const lost = long.find(
    (later, at) =>
      later.verdict === 'above' &&
      long.slice(0, at).some(({ verdict, x }) => verdict === 'below' && x > later.x + CLEAR),
  );
  return lost && { kind: 'slower', at: lost.run.at, times: 1 };
}

/**
 * Of several moments the one that shows it best. What ran away is left out: how many are bad then depends on for how
 * long.
 */
function shiftedLine(judged: readonly JudgedTrial[], { fit, objective }: CrossingEstimate): Change | undefined {
  const near = judged.flatMap((trial) => {
    if (trial.why === 'overload' || Math.abs(trial.x - fit.x) > NEAR) return [];
    const point = trialPoint(trial, objective);
    return point ? [{ ...point, at: trial.run.at }] : [];
  });
  const freedom = near.length - 3;
  if (freedom < 1) return undefined;
  const far = studentTQuantile(1 - CHANCE, freedom);
  const found = near.slice(LEAST_TRIALS, 1 - LEAST_TRIALS).flatMap(({ at }) => {
    const sides = [near.filter((point) => point.at < at), near.filter((point) => point.at >= at)] as const;
    const [early, late] = [levelOf(sides[0]), levelOf(sides[1])];
    const noise = Math.max(within(near), (early.squares(fit.slope) + late.squares(fit.slope)) / freedom);
    const apart = late.x - early.x;
    const by = (late.y - early.y) / fit.slope - apart;
    const se = Math.hypot(Math.sqrt(noise / early.seconds + noise / late.seconds) / fit.slope, SLOPE_ERROR * apart);
    const errors = Math.abs(by) / se;
    return Math.abs(by) > LEAST_CHANGE && errors > far ? [{ at, by, errors }] : [];
  });
  if (found.length === 0) return undefined;
  const { at, by } = found.reduce((a, b) => (b.errors > a.errors ? b : a));
  return { kind: by > 0 ? 'slower' : 'faster', at, times: 1 };
}

/** The noise within trials: relative to its level that of a queue is about the same at all rates near by. */
function within(points: readonly TrialPoint[]): number {
  const freedom = points.reduce((sum, { df }) => sum + Math.max(1, df), 0);
  return points.reduce((sum, { noise, df }) => sum + Math.max(1, df) * noise, 0) / freedom;
}

/**
 * The mean of trials, weighted by their seconds, and the squares of what they are off a line of some slope through it.
 */
function levelOf(points: readonly TrialPoint[]) {
  const seconds = points.reduce((sum, point) => sum + point.seconds, 0);
  const mean = (of: (point: TrialPoint) => number) =>
    points.reduce((sum, point) => sum + point.seconds * of(point), 0) / seconds;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const squares = (slope: number) =>
    points.reduce((sum, point) => sum + point.seconds * (point.y - y - slope * (point.x - x)) ** 2, 0);
  return { x, y, seconds, squares };
}
