import { drawUniform } from '../../stats/uniform.ts';
import { Slots } from './slots.ts';

/** Random numbers for a simulation, the same at every rate: gaps between arrivals of mean 1, and what picks a service. */
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

export function drawQueue(requests: number, seed: number): Draws {
  const uniform = drawUniform(seed);
  const gaps = new Float32Array(requests);
  const picks = new Float32Array(requests);
  for (let i = 0; i < requests; i++) {
    gaps[i] = -Math.log(uniform());
    picks[i] = uniform();
  }
  return { gaps, picks };
}

/** The bad fraction at `rate` Poisson arrivals per second; the first 2 % of the requests fill the queue and do not count. */
export function simulatedBadFraction(
  { slots, services, limit }: FifoServer,
  { gaps, picks }: Draws,
  rate: number,
): number {
  const free = new Slots(slots);
  const scale = 1 / rate;
  const warm = Math.floor(gaps.length / 50);
  const most = services.length - 1;
  let now = 0;
  let bad = 0;
  for (let i = 0; i < gaps.length; i++) {
    now += gaps[i]! * scale;
    const start = Math.max(free.earliest, now);
    const end = start + services[Math.min(Math.floor(picks[i]! * services.length), most)]!;
    free.occupy(end);
    if (i >= warm && end - now > limit) bad++;
  }
  return bad / (gaps.length - warm);
}

/** The ln rate at which the simulated bad fraction is `allowed`: a safeguarded secant on the logit, at most 8 steps. */
export function simulatedCrossing(server: FifoServer, draws: Draws, allowed: number, start: number): number {
  let [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  let slope = 6;
  let previous: { x: number; y: number } | undefined;
  let x = start;
  for (let step = 0; step < 8; step++) {
    const bad = simulatedBadFraction(server, draws, Math.exp(x));
    const y = Math.log(Math.max(bad, 1e-6) / (1 - Math.min(bad, 0.999999)) / (allowed / (1 - allowed)));
    if (y < 0) low = Math.max(low, x);
    else high = Math.min(high, x);
    if (previous && Math.abs(x - previous.x) > 1e-9) {
      const secant = (y - previous.y) / (x - previous.x);
      if (secant > 1) slope = secant;
    }
    previous = { x, y };
    let next = Math.max(x - 0.15, Math.min(x + 0.15, x - y / slope));
    if (next <= low || next >= high) next = (Math.max(low, x - 0.2) + Math.min(high, x + 0.2)) / 2;
    if (Math.abs(next - x) < 2e-4) return next;
    x = next;
  }
  return x;
}
