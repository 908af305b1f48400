import { countBelow, jackknifeVariance } from '../../stats/moments.ts';
import type { RequestLog } from './batch.ts';
import { type Draws, drawQueue, type FifoServer, simulatedBadFraction, simulatedCrossing } from './fifo-queue.ts';
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

/** Draws enough for an own error of the simulation well below that of the services. */
export function replayDraws(requests = 1_200_000): ReplayQuestion['draws'] {
  return { crossing: drawQueue(requests, 1), jackknife: drawQueue(Math.ceil(requests / 6), 2) };
}

/** A service this much of the limit below zero is the clock's, not the model's, fault. */
const TOLERANCE = 0.004;
const RECENT = 20_000;
const FILLING = 500;
const LEAST_REQUESTS = 1000;
/** So many that chance seldom makes the error look small: a search ends where it does. */
export const REPLAY_GROUPS = 20;
/** Half the step, in ln of the rate, over which the slope at the crossing is taken. */
const STEP = 0.03;
/** The simulation's own standard error. */
const SIMULATION = 0.003;

/**
 * Recovers services for the fewest slots that explain the last 20,000 requests, tests them on all requests since a
 * moment, and finds where a G/G/c FIFO queue with such services and Poisson arrivals crosses the objective. Standard
 * error: delete-one of the time groups at the crossing, divided by the slope there.
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

  const server: FifoServer = { slots, limit: limit - latency, services: sorted(services.times) };
  const x = simulatedCrossing(server, draws.crossing, allowed, about);
  const badAt = (at: number, times = server.services) =>
    simulatedBadFraction({ ...server, services: times }, draws.jackknife, Math.exp(at));
  const slope = (badAt(x + STEP) - badAt(x - STEP)) / (2 * STEP);
  if (!(slope > 0)) return { valid: false, slots, why: 'the simulated bad fraction does not rise' };
  const here = badAt(x);
  const shifts = Array.from(
    { length: REPLAY_GROUPS },
    (_, g) => (here - badAt(x, sorted(without(services.times, g)))) / slope,
  );
  const se = Math.sqrt(jackknifeVariance(shifts) + SIMULATION ** 2) * scarcity(services.times);
  return { valid: true, slots, latency, x, se };
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

function sorted(times: Float64Array): Float32Array {
  return Float32Array.from(times).sort();
}

/** The services without those of one of the groups in time. */
function without(times: Float64Array, group: number): Float64Array {
  const [from, to] = [group, group + 1].map((g) => Math.floor((g * times.length) / REPLAY_GROUPS));
  const rest = new Float64Array(times.length - (to! - from!));
  rest.set(times.subarray(0, from));
  rest.set(times.subarray(to), from);
  return rest;
}
