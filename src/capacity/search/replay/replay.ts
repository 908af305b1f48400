import { countBelow, jackknifeVariance, mean } from '../../../stats/moments.ts';
import type { RequestLog } from '../batch.ts';
import {
  type Draws,
  drawQueue,
  type FifoServer,
  partOf,
  simulatedBadFraction,
  simulatedCrossing,
} from './fifo-queue.ts';
import { findSlots, recoverServices } from './recovered-services.ts';
import { refuteServices } from './service-tests.ts';
import { orderMatters } from './shuffled-services.ts';

/** Estimator R: the crossing of the queue that the requests' own services make, or why it may not be used. */
export type Replay =
  | {
      readonly valid: true;
      readonly slots: number;
      readonly latency: number;
      readonly x: number;
      readonly se: number;
      /** The same by the jackknife of the services alone, before what it falls short by and the simulation's own. */
      readonly jackknife: number;
      /** of its law, a sixth: negative where few slow services would lower the crossing */
      readonly skew: number;
      /**
       * By how much the slowest service of all lowers the crossing: as much is missing, on average, of those too rare to
       * be seen, as I. J. Good, "The population frequencies of species", Biometrika 40 (1953), has it of species.
       */
      readonly missing: number;
      /** Whether that is so much of the error that what was seen hardly tells what was not: services of a heavy tail. */
      readonly rare: boolean;
    }
  | { readonly valid: false; readonly slots?: number | undefined; readonly why: string };

export interface ReplayQuestion {
  /** seconds: a request is bad when it lasts longer */
  readonly limit: number;
  readonly allowed: number;
  /** only requests that arrived from here on count, seconds */
  readonly since: number;
  /** ln of the rate at which the search for the crossing begins */
  readonly about: number;
  /** Simulated requests of the crossing and of its jackknife. */
  readonly draws: { readonly crossing: Draws; readonly jackknife: Draws };
}

/** The jackknife simulates differences with the same random numbers: these need fewer. */
const JACKKNIFE = { share: 1 / 6, most: 200_000 };

let drawn: { readonly requests: number; readonly draws: ReplayQuestion['draws'] } | undefined;

/**
 * Draws enough for an own error of the simulation well below that of the services. The same each time, so drawn once.
 */
export function replayDraws(requests = 1_200_000): ReplayQuestion['draws'] {
  if (drawn?.requests !== requests) {
    const fewer = Math.min(JACKKNIFE.most, Math.ceil(requests * JACKKNIFE.share));
    drawn = { requests, draws: { crossing: drawQueue(requests, 1), jackknife: drawQueue(fewer, 2) } };
  }
  return drawn.draws;
}

/** A service this much of the limit below zero is the clock's, not the model's, fault. */
const TOLERANCE = 0.004;
const RECENT = 20_000;
const FILLING = 500;
const LEAST_REQUESTS = 1000;
/** So many that chance seldom makes the error look small: a search ends where it does. */
export const REPLAY_GROUPS = 40;
/** Half the step, in ln of the rate, over which the slope at the crossing is taken. */
const STEP = 0.03;
/**
 * Share of the jackknife from which on one service is much of it: an exponential law has up to 0.2, Pareto 2.2 and
 * lognormal services of cv 2 and 3 have 0.4 to 1.2 in the first five minutes.
 */
const MUCH = 1 / 3;
/** Share of the draws that tell what the slowest service does: it is drawn a dozen times. */
const OF_SLOWEST = 0.3;

/**
 * Recovers services for the fewest slots that explain the last 20,000 requests, tests them on all requests since a
 * moment, and finds where a G/G/c FIFO queue with such services and Poisson arrivals crosses the objective. Standard
 * error: delete-one of the time groups at the crossing, divided by the slope there, and the simulation's own.
 */
export function replay(log: RequestLog, question: ReplayQuestion): Replay {
  const { limit, allowed, since, about, draws } = question;
  const end = endOfFinished(log);
  const first = countBelow(log.arrivals, since);
  if (end - first < LEAST_REQUESTS) return { valid: false, why: 'too few requests' };
  const tolerance = TOLERANCE * limit;
  const from = Math.max(0, end - RECENT);
  const model = findSlots(log, { from, counted: Math.min(end, from + FILLING), end }, tolerance);
  if (model === undefined) return { valid: false, why: 'no number of slots explains the requests' };
  const { slots, latency } = model;
  const services = recoverServices(log, model, { from: 0, counted: first, end }, tolerance);
  const why = refuteServices(services);
  if (why) return { valid: false, slots, why };
  const arrivals = Float64Array.from({ length: end - first }, (_, i) => log.arrivals[first + i]!);
  if (orderMatters(services, arrivals, limit - latency))
    return { valid: false, slots, why: 'slow services come together' };

  const { all, without } = groupedServices(services.times);
  const server: FifoServer = { slots, limit: limit - latency, services: all };
  const { x, error } = simulatedCrossing(server, draws.crossing, allowed, about);
  const badAt = (at: number, times = all, those = draws.jackknife) =>
    simulatedBadFraction({ ...server, services: times }, those, Math.exp(at));
  const slope = (badAt(x + STEP) - badAt(x - STEP)) / (2 * STEP);
  if (!(slope > 0)) return { valid: false, slots, why: 'the simulated bad fraction does not rise' };
  const here = badAt(x);
  const shifts = without.map((rest) => (here - badAt(x, rest)) / slope);
  const jackknife = Math.sqrt(jackknifeVariance(shifts));
  const se = Math.hypot(jackknife * scarcity(services.times), error);
  const many = partOf(draws.crossing, OF_SLOWEST);
  const missing = Math.max(0, (badAt(x, all, many) - badAt(x, all.subarray(0, -1), many)) / slope);
  const rare = missing > MUCH * jackknife;
  return { valid: true, slots, latency, x, se, jackknife, skew: acceleration(shifts), missing, rare };
}

/**
 * Of the estimate's law, a sixth of its skewness, by the jackknife: B. Efron, "Better bootstrap confidence intervals",
 * Journal of the American Statistical Association 82 (1987). Negative where one group of slow services would lower the
 * crossing.
 */
function acceleration(leftOut: readonly number[]): number {
  const middle = mean(leftOut);
  let [squares, cubes] = [0, 0];
  for (const value of leftOut) {
    squares += (middle - value) ** 2;
    cubes += (middle - value) ** 3;
  }
  return squares > 0 ? cubes / (6 * squares ** 1.5) : 0;
}

/**
 * By how much a jackknife of services falls short when few of them carry the load's variance: 1 + 2/√n + 30/n, n the
 * number of services that count, (Σ S²)²/Σ S⁴. Fitted to simulated servers with lognormal service of cv 2 and 3.
 */
function scarcity(times: Float64Array): number {
  let [squares, fourths] = [0, 0];
  for (const time of times) {
    squares += time ** 2;
    fourths += time ** 4;
  }
  const count = squares ** 2 / fourths;
  return 1 + 2 / Math.sqrt(count) + 30 / count;
}

/** One past the last request of the unbroken run of finished ones. */
function endOfFinished({ arrivals, departures }: RequestLog): number {
  for (let i = 0; i < arrivals.length; i++) if (Number.isNaN(departures[i])) return i;
  return arrivals.length;
}

/** The services sorted upwards, all of them and without each of the groups in time. */
function groupedServices(times: Float64Array): { all: Float32Array; without: Float32Array[] } {
  const all = Float32Array.from(times).sort();
  const bound = (group: number) => Math.floor((group * times.length) / REPLAY_GROUPS);
  const without = Array.from({ length: REPLAY_GROUPS }, (_, group) =>
    lessSorted(all, Float32Array.from(times.subarray(bound(group), bound(group + 1))).sort()),
  );
  return { all, without };
}

/** Sorted values less some of them, sorted as well. */
function lessSorted(all: Float32Array, part: Float32Array): Float32Array {
  const rest = new Float32Array(all.length - part.length);
  let [at, taken] = [0, 0];
  for (const value of all) {
    if (value === part[taken]) taken++;
    else rest[at++] = value;
  }
  return rest;
}
