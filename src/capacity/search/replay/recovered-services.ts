import { countBelow, mean, quantileOfSorted, variance } from '../../../stats/moments.ts';
import type { RequestLog } from '../batch.ts';
import { Slots } from './slots.ts';

/** Service times, seconds, as they must have been if the server were c slots behind one FIFO line, and so far away. */
export interface RecoveredServices {
  readonly slots: number;
  /** What every request spends outside the slots, on the way there and back, seconds. */
  readonly latency: number;
  readonly times: Float64Array;
  /** 1 where the request waited for a slot */
  readonly waited: Uint8Array;
  /** share of impossible (negative) times, which are taken as 0 */
  readonly impossible: number;
}

export interface ReplayStretch {
  /** first request that is replayed, so that the slots fill */
  readonly from: number;
  /** first request whose service counts */
  readonly counted: number;
  /** one past the last */
  readonly end: number;
}

/**
 * Negative services beyond this share refute c. On the sandbox 0.05 to 0.2 % of them are negative for a pause of the
 * client's or of the server's (docs/accuracy.md); one slot too few makes it more than 10 %.
 */
export const MOST_IMPOSSIBLE = 0.005;
const MOST_SLOTS = 96;
const LEAST_OF_EACH = 30;

/** The decile that tells the latency, and in standard errors how clearly. */
const LOW = 0.1;
const CLEARLY = 3;
/** Of the mean service: what is farther away is no latency, but a sign that there are more slots. */
const MOST_LATENCY = 0.5;

/**
 * Lindley's recursion turned round, by the client's clock: start_i = max(a_i + latency, earliest free slot), S_i = d_i
 * − start_i, and that slot is free again at d_i. A service below −`tolerance` is impossible. Source: J. Kiefer, J.
 * Wolfowitz, "On the theory of queues with many servers", Transactions of the AMS 78 (1955), for the recursion.
 */
export function recoverServices(
  log: RequestLog,
  { slots, latency = 0 }: { readonly slots: number; readonly latency?: number },
  stretch: ReplayStretch,
  tolerance: number,
): RecoveredServices {
  const free = new Slots(slots);
  const count = stretch.end - stretch.counted;
  const times = new Float64Array(count);
  const waited = new Uint8Array(count);
  let impossible = 0;
  for (let i = stretch.from; i < stretch.end; i++) {
    const arrival = log.arrivals[i]! + latency;
    const departure = log.departures[i]!;
    const waits = free.earliest > arrival;
    const service = departure - (waits ? free.earliest : arrival);
    const at = i - stretch.counted;
    if (at >= 0) {
      if (service < -tolerance) impossible++;
      times[at] = Math.max(service, 0);
      waited[at] = waits ? 1 : 0;
    }
    if (departure > free.earliest) free.occupy(departure);
  }
  return { slots, latency, times, waited, impossible: impossible / Math.max(1, count) };
}

/**
 * The fewest slots that explain a stretch, and the latency with which they do: almost no impossible service, and the
 * same mean service whether a request waited or not, |Δ| < 3 % of the mean + 3 standard errors. Undefined when none of
 * 1..96 do.
 */
export function findSlots(
  log: RequestLog,
  stretch: ReplayStretch,
  tolerance: number,
): Pick<RecoveredServices, 'slots' | 'latency'> | undefined {
  for (let slots = 1; slots <= MOST_SLOTS; slots++) {
    const near = recoverServices(log, { slots }, stretch, tolerance);
    if (near.impossible > MOST_IMPOSSIBLE) continue;
    const latency = latencyOf(near);
    const services = latency > 0 ? recoverServices(log, { slots, latency }, stretch, tolerance) : near;
    const { waited, direct } = byWait(services);
    if (Math.min(waited.length, direct.length) < LEAST_OF_EACH) continue;
    const se = Math.sqrt(variance(waited) / waited.length + variance(direct) / direct.length);
    if (Math.abs(mean(waited) - mean(direct)) < 0.03 * mean(services.times) + 3 * se) return { slots, latency };
  }
  return undefined;
}

/**
 * The way to the server and back hides in the wait of those who wait: by so much are the shortest services of the
 * others longer. 0 where the lowest deciles do not differ clearly.
 */
function latencyOf(services: RecoveredServices): number {
  const { waited, direct } = byWait(services);
  if (Math.min(waited.length, direct.length) < LEAST_OF_EACH) return 0;
  const [behind, ahead] = [waited.sort(), direct.sort()];
  const low = quantileOfSorted(behind, LOW);
  const shorter = countBelow(ahead, low) / ahead.length;
  const se = Math.sqrt(LOW * (1 - LOW) * (1 / behind.length + 1 / ahead.length));
  if (shorter > LOW - CLEARLY * se) return 0;
  const latency = quantileOfSorted(ahead, LOW) - low;
  return latency < MOST_LATENCY * mean(services.times) ? latency : 0;
}

/** The services of those who waited and of those who did not, in order. */
export function byWait({ times, waited }: RecoveredServices): { waited: Float64Array; direct: Float64Array } {
  return {
    waited: times.filter((_, i) => waited[i] === 1),
    direct: times.filter((_, i) => waited[i] === 0),
  };
}
