import { zoneOf } from '../../objectives/zone.ts';
import type { OngoingMeasurement } from '../../plan/measurement.ts';
import { type RatioOverBlocks, ratioOverBlocks, reachOfRatio } from '../../stats/blocks.ts';
import { normalQuantile } from '../../stats/distributions/binomial.ts';
import { fitLine, lineAt } from '../../stats/regression/line-fit.ts';
import type { JudgedObjective } from '../line.ts';
import type { WindowRange } from '../windows/windows.ts';
import { type LimitCourse, limitCourse, valuesOver } from './limit-course.ts';

/** What a look at a stage that still goes on knows beside the samples. */
export interface StageLook {
  /** The timeline's windows of the judged part so far. */
  readonly range: WindowRange;
  /** The error that it may spend, one-sided. */
  readonly error: number;
  /** Requests that began and have not ended: each may turn out bad. */
  readonly pending: number;
  /** Where the stage would end, in seconds since the scenario began; how much of its judged part is still to come (0..1). */
  readonly end: number;
  readonly toCome: number;
}

/**
 * Whether the zone of an objective is settled before its stage is over. Each of its limits must lie beyond what the
 * rest of the stage can change of the measured ratio: by blocks of time, both where it is and, of a percentile,
 * where it would be at its limit, and, of a share, by the binomial scatter there (so that a share of 0 needs samples);
 * also if all that is in flight turns out bad; and no drift may lead into another zone by the planned end. Pure.
 */
export function isSettled(line: JudgedObjective, measurement: OngoingMeasurement, look: StageLook): boolean {
  const { target, critical } = line.limits;
  const limits = [target, critical].filter((limit) => limit !== null);
  return (
    limits.every((limit) => {
      const course = limitCourse(line, limit, measurement, look.range);
      return course !== undefined && isBeyondReach(course, look);
    }) && !drifts(line, measurement, look)
  );
}

/**
 * Whether the ratio of the whole stage is going to lie on the side of the bound on which the measured one lies. What was
 * measured is a part of the whole, so that the two differ by what the measured one scatters, times the root of the share
 * that is still to come: the predictive distribution of D. J. Spiegelhalter, L. S. Freedman, P. R. Blackburn, "Monitoring
 * clinical trials: conditional or predictive power?", Controlled Clinical Trials 7 (1986).
 */
function isBeyondReach(course: LimitCourse, { error, pending, toCome }: StageLook): boolean {
  const measured = ratioOverBlocks(course.pieces);
  if (!measured) return false;
  const { bound, share, atLimit } = course;
  const there = atLimit && ratioOverBlocks(atLimit);
  const binomial = share ? -normalQuantile(error) * Math.sqrt((bound * (1 - bound)) / measured.whole) : 0;
  // With so few of the rarer kind that none would be no wonder a share has no normal distribution.
  if (share && binomial > Math.min(bound, 1 - bound)) return false;
  const scatter = Math.max(reachOfRatio(measured, error), there ? reachOfRatio(there, error) : 0, binomial);
  const reach = scatter * Math.sqrt(toCome);
  const side = Math.sign(measured.ratio - bound);
  const worst = share ? withPending(measured, course, pending) : measured.ratio;
  return side !== 0 && [measured.ratio, worst].every((ratio) => side * (ratio - bound) > reach);
}

function withPending({ ratio, whole }: RatioOverBlocks, { highIsBad }: LimitCourse, pending: number): number {
  return (ratio * whole + (highIsBad ? pending : 0)) / (whole + pending);
}

/** Stretches in which a drift is looked for, and the fewest that show one. */
const STRETCHES = 10;
const LEAST_STRETCHES = 6;
/** A slope of fewer standard errors is chance. */
const STEEP = 3;

/** Whether the statistic moves, and would be in another zone by the planned end if it went on like this. */
function drifts({ objective, limits }: JudgedObjective, measurement: OngoingMeasurement, look: StageLook): boolean {
  const { at, values } = valuesOver(objective, limits, measurement, look.range, STRETCHES);
  if (at.length < LEAST_STRETCHES) return true;
  const fit = fitLine(at, values);
  const error = fit.residualSd / Math.sqrt(fit.spread);
  if (Math.abs(fit.slope) <= STEEP * error) return false;
  return zoneOf(lineAt(fit, look.end), limits) !== zoneOf(fit.meanY, limits);
}
