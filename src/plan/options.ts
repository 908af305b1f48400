import { k6Duration } from '../units/duration.ts';
import { RANDOM_ARRIVALS } from './executors.ts';
import type { Stage } from './plan.ts';

/** Which requests are bad: over a limit (seconds), null: only failed ones; of all, or of those whose tags fit. */
export interface CountedObjective {
  readonly limit: number | null;
  readonly where?: Readonly<Record<string, readonly string[]>>;
}

/** What the options of a profile depend on. Rates are requests/s, `requests` are those of one iteration. */
export interface OptionsInput {
  readonly stages: readonly Stage[];
  readonly requests: number;
  readonly arrivals: 'poisson' | 'even' | null;
  readonly seed: number;
  readonly maxVUs: number;
  /** Asks the engine for its counts by number in flight (docs/record.md). */
  readonly census?: { readonly objectives: readonly CountedObjective[]; readonly requests: boolean };
}

/** k6's executors take whole numbers per time unit, so rates are written per this many seconds. */
const EVEN_UNIT = 100;

/** Iterations per second by which even arrivals may be beside the plan's, since they are rounded. */
export const EVEN_ERROR = 0.5 / EVEN_UNIT;

/** Seconds after the end of the load in which iterations may come to their end. */
export const GRACEFUL_STOP = 30;

/** The name of the only k6 scenario that a profile makes. */
const K6_SCENARIO = 'main';

/** The k6 options of a profile: its executor with the plan's stages. Pure. */
export function optionsOf(input: OptionsInput): Record<string, unknown> {
  return { scenarios: { [K6_SCENARIO]: input.arrivals === null ? closed(input.stages) : open(input, input.arrivals) } };
}

/** The k6 options of even arrivals at one rate (iterations/s); who is in flight at its end is not waited for. Pure. */
export function constantRate(rate: number, seconds: number, maxVUs: number): Record<string, unknown> {
  return {
    scenarios: {
      [K6_SCENARIO]: {
        executor: 'constant-arrival-rate',
        rate: Math.max(1, Math.round(rate * EVEN_UNIT)),
        timeUnit: `${EVEN_UNIT}s`,
        duration: k6Duration(seconds),
        preAllocatedVUs: maxVUs,
        maxVUs,
        gracefulStop: '0s',
      },
    },
  };
}

function closed(stages: readonly Stage[]): Record<string, unknown> {
  const [only] = stages;
  if (stages.length === 1 && only && only.rampTo === only.from) {
    return {
      executor: 'constant-vus',
      vus: only.load.to,
      duration: k6Duration(only.to - only.from),
      gracefulStop: k6Duration(GRACEFUL_STOP),
    };
  }
  return {
    executor: 'ramping-vus',
    startVUs: stages[0]?.load.from ?? 1,
    stages: legs(stages).map(({ seconds, to }) => ({ duration: k6Duration(seconds), target: Math.round(to) })),
    gracefulRampDown: k6Duration(settling(stages)),
    gracefulStop: k6Duration(GRACEFUL_STOP),
  };
}

/**
 * Users that leave may finish their iteration until the fallen load counts as settled: after that nobody but the
 * planned ones is there.
 */
function settling(stages: readonly Stage[]): number {
  const falling = stages.filter((stage) => stage.load.to < stage.load.from && stage.role !== 'ramp');
  return Math.min(GRACEFUL_STOP, ...falling.map((stage) => stage.judgedFrom - stage.rampTo));
}

function open(input: OptionsInput, arrivals: 'poisson' | 'even'): Record<string, unknown> {
  const { stages, requests, seed, maxVUs, census } = input;
  const unit = arrivals === 'poisson' ? 1 : EVEN_UNIT;
  const iterations = (rate: number) => {
    const perUnit = (rate / requests) * unit;
    return arrivals === 'poisson' ? perUnit : Math.round(perUnit);
  };
  return {
    executor: arrivals === 'poisson' ? RANDOM_ARRIVALS : 'ramping-arrival-rate',
    startRate: iterations(stages[0]?.load.from ?? 0),
    timeUnit: `${unit}s`,
    stages: legs(stages).map(({ seconds, to }) => ({ duration: k6Duration(seconds), target: iterations(to) })),
    preAllocatedVUs: maxVUs,
    maxVUs,
    gracefulStop: k6Duration(GRACEFUL_STOP),
    ...(arrivals === 'poisson' ? { seed } : {}),
    ...(arrivals === 'poisson' && census ? { census } : {}),
  };
}

/**
 * The ramps and holds of the stages, one after the other. An executor reaches a leg's load at the end of the leg: where
 * the load jumps, a ramp of no length has to say so, or the hold after it would rise and fall all its way.
 */
function legs(stages: readonly Stage[]): { seconds: number; to: number }[] {
  return stages.flatMap(({ load, from, rampTo, to }) => [
    ...(rampTo > from || load.to !== load.from ? [{ seconds: rampTo - from, to: load.to }] : []),
    ...(to > rampTo ? [{ seconds: to - rampTo, to: load.to }] : []),
  ]);
}
