import { mean, variance } from '../../stats/moments.ts';
import type { RequestLog } from './batch.ts';
import { Slots } from './slots.ts';

/** Service times, seconds, as they must have been if the server were c slots behind one FIFO line. */
export interface RecoveredServices {
  readonly slots: number;
  readonly times: Float64Array;
  /** 1 where the request waited for a slot */
  readonly waited: Uint8Array;
  /** share of impossible (negative) times, which are taken as 0 */
  readonly impossible: number;
}

export interface Stretch {
  /** first request that is replayed, so that the slots fill */
  readonly from: number;
  /** first request whose service counts */
  readonly counted: number;
  /** one past the last */
  readonly end: number;
}

/**
 * Negative services beyond this share refute c. On the sandbox 0.05 to 0.2 % of them are negative for a pause of the client's or
 * of the server's (docs/accuracy.md); one slot too few makes it more than 10 %.
 */
export const MOST_IMPOSSIBLE = 0.005;
const MOST_SLOTS = 96;
const LEAST_OF_EACH = 30;

/**
 * Lindley's recursion turned round: start_i = max(a_i, earliest free slot), S_i = d_i − start_i, and that slot is free
 * again at d_i. A service below −`tolerance` is impossible. Source: J. Kiefer, J. Wolfowitz, "On the theory of queues
 * with many servers", Transactions of the AMS 78 (1955), for the recursion.
 */
export function recoverServices(
  log: RequestLog,
  slots: number,
  stretch: Stretch,
  tolerance: number,
): RecoveredServices {
  const free = new Slots(slots);
  const count = stretch.end - stretch.counted;
  const times = new Float64Array(count);
  const waited = new Uint8Array(count);
  let impossible = 0;
  for (let i = stretch.from; i < stretch.end; i++) {
    const arrival = log.arrivals[i]!;
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
  return { slots, times, waited, impossible: impossible / Math.max(1, count) };
}

/**
 * The fewest slots that explain a stretch: almost no impossible service, and the same mean service whether a request
 * waited or not, |Δ| < 3 % of the mean + 3 standard errors. Undefined when none of 1..96 do.
 */
export function findSlots(log: RequestLog, stretch: Stretch, tolerance: number): number | undefined {
  for (let slots = 1; slots <= MOST_SLOTS; slots++) {
    const services = recoverServices(log, slots, stretch, tolerance);
    if (services.impossible > MOST_IMPOSSIBLE) continue;
    const { waited, direct } = byWait(services);
    if (Math.min(waited.length, direct.length) < LEAST_OF_EACH) continue;
    const se = Math.sqrt(variance(waited) / waited.length + variance(direct) / direct.length);
    if (Math.abs(mean(waited) - mean(direct)) < 0.03 * mean(services.times) + 3 * se) return slots;
  }
  return undefined;
}

/** The services of those who waited and of those who did not, in order. */
export function byWait({ times, waited }: RecoveredServices): { waited: Float64Array; direct: Float64Array } {
  return {
    waited: times.filter((_, i) => waited[i] === 1),
    direct: times.filter((_, i) => waited[i] === 0),
  };
}
