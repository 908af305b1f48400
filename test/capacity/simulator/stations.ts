import type { Chance } from './draws.ts';
import type { Server } from './servers.ts';

/** When requests depart from a server of slots behind one FIFO line; known as soon as they arrive. */
export class FifoStation {
  readonly #server: Server;
  readonly #chance: Chance;
  readonly #free: Float64Array;
  #frontFree = 0;

  constructor(server: Server, chance: Chance) {
    this.#server = server;
    this.#chance = chance;
    const { slots, sizes = [] } = server;
    this.#free = new Float64Array(Math.max(slots, ...sizes.map((size) => size.slots)));
  }

  departure(arrival: number): number {
    const { front, slowdown, service } = this.#server;
    const work = service(this.#chance) * (slowdown?.(arrival) ?? 1);
    let start = arrival;
    if (front !== undefined) {
      start = Math.max(start, this.#frontFree) + front * this.#chance.exponential();
      this.#frontFree = start;
    }
    const { slot, at } = this.#earliest(start);
    const end = this.#worked(at, work);
    this.#free[slot] = end;
    return end;
  }

  /** Which slot begins a service first that is there at `start`. */
  #earliest(start: number): { slot: number; at: number } {
    let first = { slot: 0, at: Number.POSITIVE_INFINITY };
    for (let slot = 0; slot < this.#free.length; slot++) {
      const at = openFrom(this.#server, slot, Math.max(start, this.#free[slot]!));
      if (at < first.at) first = { slot, at };
    }
    return first;
  }

  /** When work begun at `start` is done, standing still in pauses. */
  #worked(start: number, work: number): number {
    const { pauses } = this.#server;
    if (!pauses) return start + work;
    const { period, length } = pauses;
    let at = Math.max(start, Math.floor(start / period) * period + length);
    let left = work;
    for (;;) {
      const pause = (Math.floor(at / period) + 1) * period;
      if (at + left <= pause) return at + left;
      left -= pause - at;
      at = pause + length;
    }
  }
}

/** The first moment from one on at which a slot is there. */
function openFrom({ slots, sizes = [] }: Server, slot: number, from: number): number {
  const now = sizes.findLast(({ at }) => at <= from)?.slots ?? slots;
  return slot < now
    ? from
    : (sizes.find((size) => size.at > from && slot < size.slots)?.at ?? Number.POSITIVE_INFINITY);
}

/** The speed at which each of n requests is served by slots that all share, less what they cost each other. */
export function sharedSpeed({ slots, contention = 0 }: Server, inFlight: number): number {
  return (inFlight > slots ? slots / inFlight : 1) / (1 + contention * inFlight);
}
