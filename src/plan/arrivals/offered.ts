import type { GeneratorCell } from '../../metrics/generator/generator-cell.ts';
import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { OngoingMeasurement } from '../measurement.ts';
import { EVEN_ERROR } from '../options.ts';
import type { Plan, Stage } from '../plan.ts';
import { areaBetween } from '../stages.ts';
import type { Arrivals } from './arrivals.ts';

/** What the plan held for the measured seconds of a judged part, and what of it came due: iterations. */
export interface Offered {
  readonly planned: number;
  /** Those that began, and those for which no user was free. */
  readonly came: number;
  /** By how many fewer may come where nothing is wrong. */
  readonly allowed: number;
}

/** The share of the planned arrivals that may be missing for any reason. */
const MOST_MISSING = 0.01;
/** Of independent users so many standard deviations fewer come once in 30,000 times. */
export const CHANCE = 4;
/** Seconds by which the ends of counted seconds may lie beside those of the clock. */
const SECONDS_BESIDE = 0.1;
/**
 * Seconds that a k6 may take to activate a VU, at most. Its own executors start their clock before (k6 v2.2.0,
 * lib/executor/ramping_arrival_rate.go), so that their arrivals come later by all of these. Ours was measured at 0.08 ms.
 */
const ACTIVATION = 0.0003;

/**
 * Whether what came to a stage is what the plan says, which no ratio of what was counted can show: an executor that was
 * told of half the load starts all of it. What began is known from the engine's ledger; of a stock k6 it is what ended,
 * and what may have been in flight at the end. Undefined where neither is known. Pure.
 */
export function offeredOf(
  stage: Stage,
  { plan, timeline }: OngoingMeasurement,
  { started, dropped }: Arrivals,
): Offered | undefined {
  const cell = timeline.generatorIn(stage.name);
  if (!cell) return undefined;
  const { iterationsBegun: begun } = cell;
  if (begun === undefined && cell.counted) return undefined;
  const [from, to] = begun === undefined ? secondsOfSamples(stage, timeline) : secondsOfLines(cell, timeline);
  const planned = plannedBetween(plan, from, to);
  return {
    planned,
    came: (begun ?? started + cell.vus) + dropped,
    allowed: allowedMissing(planned, to - from, plan.arrivals),
  };
}

/** How many of so many planned iterations, spread over so many seconds, may be missing. Pure. */
export function allowedMissing(planned: number, seconds: number, arrivals: Plan['arrivals']): number {
  const beside = seconds > 0 ? (planned / seconds) * SECONDS_BESIDE : 0;
  return (
    MOST_MISSING * planned + beside + (arrivals === 'poisson' ? CHANCE * Math.sqrt(planned) : 1 + EVEN_ERROR * seconds)
  );
}

/** Iterations planned between two moments; of even arrivals the fewest, however long their VUs take. */
function plannedBetween({ stages, arrivals, maxVUs, requestsPerIteration }: Plan, from: number, to: number): number {
  const late = arrivals === 'even' ? ACTIVATION * maxVUs : 0;
  const area = Math.min(areaBetween(stages, from, to), areaBetween(stages, from - late, to - late));
  return area / (requestsPerIteration ?? 1);
}

type Span = readonly [from: number, to: number];

/** The seconds of which the engine counted what began, since the scenario began. */
function secondsOfLines({ firstSecond, lastSecond }: GeneratorCell, timeline: Timeline): Span {
  return [firstSecond - timeline.offset, Math.min(lastSecond + 1, sureUntil(timeline)) - timeline.offset];
}

/** The seconds whose samples are the judged part of a stage, since the scenario began. */
function secondsOfSamples({ name, to }: Stage, timeline: Timeline): Span {
  const whole = timeline.layout.stages.find((stage) => stage.name === name)?.to ?? to;
  const end = Math.min(whole, timeline.lastSecond + 1 - timeline.offset);
  return [end - timeline.judgedSeconds([name]), Math.min(end, sureUntil(timeline) - timeline.offset)];
}

/** The second up to which all is known: of a run that goes on, or was broken off, the last one may lack something. */
function sureUntil({ close, lastSecond }: Timeline): number {
  return close?.state === 'complete' ? Number.POSITIVE_INFINITY : lastSecond;
}
