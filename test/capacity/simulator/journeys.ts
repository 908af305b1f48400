import { type Chance, chance } from './draws.ts';
import { DueHeap } from './due-heap.ts';

/**
 * Users who arrive at random and send some requests one after the other, without a pause, to slots behind one FIFO
 * line.
 */
export interface Journeys {
  readonly slots: number;
  readonly service: (chance: Chance) => number;
  /** requests of one user */
  readonly requests: number;
  /** A request that lasts longer is bad, seconds. */
  readonly limit: number;
}

/** Kept apart from what is counted, so that the line has its usual length. */
const WARM_UP = 20_000;

/** The share of bad requests among so many, at a rate of requests per second: an event simulation. */
export function badShare({ slots, service, requests, limit }: Journeys, rate: number, count: number, seed: number) {
  const random = chance(seed);
  const free = new Float64Array(slots);
  // The next requests of those who wait for an answer, by when it comes; with each, how many are left to send.
  const onward = new DueHeap();
  const gap = requests / rate;
  let newcomer = gap * random.exponential();
  let bad = 0;
  for (let sent = -WARM_UP; sent < count; sent++) {
    const arrival = Math.min(newcomer, onward.next);
    let left = requests;
    if (onward.next < newcomer) left = onward.pop();
    else newcomer += gap * random.exponential();
    const slot = earliest(free);
    const end = Math.max(arrival, free[slot]!) + service(random);
    free[slot] = end;
    if (left > 1) onward.push(end, left - 1);
    if (sent >= 0 && end - arrival > limit) bad++;
  }
  return bad / count;
}

/**
 * The rate of requests at which a share `allowed` of them is bad: bisection with the same random numbers in every step.
 */
export function crossing(journeys: Journeys, mean: number, allowed: number, count: number): number {
  let [low, high] = [(0.2 * journeys.slots) / mean, (0.995 * journeys.slots) / mean];
  for (let step = 0; step < 11; step++) {
    const rate = (low + high) / 2;
    if (badShare(journeys, rate, count, 77_000) < allowed) low = rate;
    else high = rate;
  }
  return (low + high) / 2;
}

function earliest(free: Float64Array): number {
  let first = 0;
  for (let slot = 1; slot < free.length; slot++) if (free[slot]! < free[first]!) first = slot;
  return first;
}
