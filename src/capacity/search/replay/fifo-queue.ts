import { drawUniform } from '../../../stats/distributions/uniform.ts';
import { mean, variance } from '../../../stats/moments.ts';
import { shuffle } from './shuffle.ts';
import { Slots } from './slots.ts';

/**
 * Random numbers for a simulation, the same at every rate: gaps between arrivals of mean 1, and what picks a service.
 */
export interface Draws {
  readonly gaps: Float32Array;
  /** uniform on [0, 1) */
  readonly picks: Float32Array;
}

/** A server of c slots behind one FIFO line (G/G/c), its services drawn from those measured. */
export interface FifoServer {
  readonly slots: number;
  /** seconds, sorted upwards */
  readonly services: Float32Array;
  /** over which a request is bad, seconds */
  readonly limit: number;
}

/**
 * Balanced draws: one gap and one pick from each of as many equal strata as there are requests, in random order. So each
 * service is picked as often as any other, and the few slow ones on which a crossing rests neither more nor less by
 * chance. Source: A. C. Davison, D. V. Hinkley, E. Schechtman, "Efficient bootstrap simulation", Biometrika 73 (1986).
 */
export function drawQueue(requests: number, seed: number): Draws {
  const uniform = drawUniform(seed);
  const gaps = new Float32Array(requests);
  const picks = new Float32Array(requests);
  for (let i = 0; i < requests; i++) {
    gaps[i] = -Math.log((i + uniform()) / requests);
    picks[i] = (i + uniform()) / requests;
  }
  shuffle(gaps, uniform);
  shuffle(picks, uniform);
  return { gaps, picks };
}

/**
 * The bad fraction at `rate` Poisson arrivals per second; the first 2 % of the requests fill the queue and do not
 * count.
 */
export function simulatedBadFraction(server: FifoServer, draws: Draws, rate: number): number {
  return mean(simulatedBadFractions(server, draws, rate, 1));
}

/** The same of so many equal stretches, one after the other. */
export function simulatedBadFractions(
  { slots, services, limit }: FifoServer,
  { gaps, picks }: Draws,
  rate: number,
  stretches: number,
): Float64Array {
  const free = new Slots(slots);
  const scale = 1 / rate;
  const warm = Math.floor(gaps.length / 50);
  const length = Math.floor((gaps.length - warm) / stretches);
  const last = warm + stretches * length;
  const most = services.length - 1;
  const bad = new Float64Array(stretches);
  let now = 0;
  for (let i = 0; i < last; i++) {
    now += gaps[i]! * scale;
    const start = Math.max(free.earliest, now);
    const end = start + services[Math.min(Math.floor(picks[i]! * services.length), most)]!;
    free.occupy(end);
    if (i >= warm && end - now > limit) bad[Math.floor((i - warm) / length)]! += 1;
  }
  return bad.map((count) => count / length);
}

/** The first of some draws, a share of all. */
export function partOf({ gaps, picks }: Draws, share: number): Draws {
  const count = Math.ceil(gaps.length * share);
  return { gaps: gaps.subarray(0, count), picks: picks.subarray(0, count) };
}

/** Where a simulated bad fraction crosses. */
export interface SimulatedCrossing {
  /** ln of the rate */
  readonly x: number;
  /** d logit of the bad fraction / d x */
  readonly slope: number;
  /** standard error that the simulation itself has, being finite */
  readonly error: number;
}

/** The first look takes such a share of the draws. */
const FIRST_LOOK = 0.1;
/** The last step, in ln of the rate: its end is not simulated, and where the first was the last its slope is a guess. */
const TOLERANCE = 0.002;
const FIRST_SLOPE = 6;
/** Of the simulation, that tell its error. */
const STRETCHES = 20;

/**
 * The ln rate at which the simulated bad fraction is `allowed`: found with a part of the draws, from where all of them
 * need a step or two.
 */
export function simulatedCrossing(server: FifoServer, draws: Draws, allowed: number, start: number): SimulatedCrossing {
  const from = { x: start, slope: FIRST_SLOPE };
  const near = secant(server, partOf(draws, FIRST_LOOK), allowed, from);
  return secant(server, draws, allowed, near);
}

/** A safeguarded secant on the logit, at most 8 steps. */
function secant(
  server: FifoServer,
  draws: Draws,
  allowed: number,
  from: { readonly x: number; readonly slope: number },
): SimulatedCrossing {
  let [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  let { x, slope } = from;
  let error = 0;
  let previous: { x: number; y: number } | undefined;
  for (let step = 0; step < 8; step++) {
    const fractions = simulatedBadFractions(server, draws, Math.exp(x), STRETCHES);
    const bad = Math.min(Math.max(mean(fractions), 1e-6), 0.999999);
    const y = Math.log(bad / (1 - bad) / (allowed / (1 - allowed)));
    if (y < 0) low = Math.max(low, x);
    else high = Math.min(high, x);
    if (previous && Math.abs(x - previous.x) > 1e-3) {
      const secant = (y - previous.y) / (x - previous.x);
      if (secant > 1) slope = secant;
    }
    previous = { x, y };
    error = Math.sqrt(variance(fractions) / STRETCHES) / (bad * (1 - bad) * slope);
    let next = Math.max(x - 0.15, Math.min(x + 0.15, x - y / slope));
    if (next <= low || next >= high) next = (Math.max(low, x - 0.2) + Math.min(high, x + 0.2)) / 2;
    if (Math.abs(next - x) < TOLERANCE) return { x: next, slope, error };
    x = next;
  }
  return { x, slope, error };
}
