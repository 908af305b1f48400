import { METRICS } from '../../metrics/catalogue.ts';
import type { Selector } from '../../metrics/selector.ts';
import type { Cell } from '../../metrics/timeline/cell.ts';
import type { Objective } from '../../objectives/objective.ts';
import { pausesIn } from '../../plan/arrivals/pauses.ts';
import type { Measurement, OngoingMeasurement } from '../../plan/measurement.ts';
import { dropsAreTargets } from '../../plan/users.ts';
import { cutOffSamples } from './cut-off.ts';

/** What k6 counts of arrivals for which no user was free, and of iterations that came to their end. */
export const DROPPED: Selector = { metric: 'dropped_iterations', where: {} };
export const ITERATIONS: Selector = { metric: 'iterations', where: {} };

/**
 * Samples that an objective would have had from the arrivals that the target left no user for, × samples per started
 * iteration, and from what it held until it was cut off. Drops that are the generator's own fault count none (the stage
 * is invalid then).
 */
export function lostSamples(
  objective: Objective,
  measurement: Measurement,
  stages: readonly string[],
  cell: Cell | undefined,
): number {
  if (!countsLost(objective)) return 0;
  const cutOff = cutOffSamples(objective, measurement, stages);
  let dropped = 0;
  let started = 0;
  for (const stage of measurement.plan.stages.filter((s) => stages.includes(s.name))) {
    const arrivals = measurement.arrivals(stage);
    started += arrivals?.started ?? 0;
    if (arrivals?.targets) dropped += arrivals.dropped;
  }
  if (!cell) return cutOff;
  return cutOff + Math.round(started > 0 ? (dropped * cell.count) / started : dropped);
}

/**
 * The same of dropped arrivals over the timeline's windows first..next, for which the layout must have the views
 * DROPPED and ITERATIONS. Of a target that answers nothing at all it is every arrival that was dropped. How long the
 * journey pauses is looked up once for all windows, where one needs it.
 */
export function lostInWindows(
  objective: Objective,
  measuring: OngoingMeasurement,
): (range: readonly [number, number], cell: Cell | undefined) => number {
  let pauses: number | undefined;
  const pausing = () => (pauses ??= pausesIn(measuring));
  return countsLost(objective) ? (range, cell) => lostBetween(measuring, range, cell, pausing) : () => 0;
}

function lostBetween(
  { timeline, plan }: OngoingMeasurement,
  [first, next]: readonly [number, number],
  cell: Cell | undefined,
  pausing: () => number,
): number {
  const sum = (selector: Selector) =>
    timeline
      .windows(selector)
      .slice(first, next)
      .reduce((total, each) => total + (each?.sum ?? 0), 0);
  const dropped = sum(DROPPED);
  if (dropped === 0) return 0;
  const at = first * timeline.layout.bin;
  const stage = plan.stages.find(({ from, to }) => at >= from && at < to);
  const vus = Math.max(0, ...timeline.generatorWindows(first, next).map((each) => each?.vusAllocated ?? 0));
  if (!stage || !dropsAreTargets(plan, stage, vus, pausing())) return 0;
  const done = sum(ITERATIONS);
  return Math.round(cell && done > 0 ? (dropped * cell.count) / done : dropped);
}

function countsLost({ source, measure }: Objective): boolean {
  if (source === 'k6' || measure.kind === 'monitor') return false;
  return measure.kind === 'ratio' || METRICS.get(measure.metric)?.ofDropped === true;
}
