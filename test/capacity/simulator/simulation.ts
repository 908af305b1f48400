import type { Batch, RequestLog } from '../../../src/capacity/search/batch.ts';
import { type Chance, chance } from './draws.ts';
import { DueHeap } from './due-heap.ts';
import { Growing } from './growing.ts';
import type { Server } from './servers.ts';
import { FifoStation, sharedSpeed } from './stations.ts';

/** A batch that still counts. */
type OpenBatch = { -readonly [K in keyof Batch]: Batch[K] extends readonly number[] ? number[] : Batch[K] } & {
  bad: { found: number[] }[];
};

/** How arrivals are spaced: at random, as the engine's executor has them, or evenly, as k6's own. */
export type Arrivals = 'poisson' | 'even';

/**
 * An event simulation of a server under load, reporting what the engine's executor reports. The batches that
 * it returns go on counting their own requests as these finish.
 */
export class Simulation {
  readonly server: Server;
  readonly batches: OpenBatch[] = [];
  /** seconds since the start */
  now = 0;
  readonly #limits: readonly number[];
  readonly #chance: Chance;
  readonly #even: boolean;
  readonly #station: FifoStation;
  readonly #due = new DueHeap();
  readonly #arrivals = new Growing();
  readonly #departures = new Growing();
  readonly #found = new Growing();
  readonly #batchOf = new Growing();
  /** Of sharing servers: the service that a request has had which was there from the start. */
  #shared = 0;

  /** Bad requests are counted for each of the limits, seconds. */
  constructor(
    server: Server,
    seed: number,
    limits: readonly number[] = [server.limit],
    arrivals: Arrivals = 'poisson',
  ) {
    this.server = server;
    this.#limits = limits;
    this.#chance = chance(seed);
    this.#even = arrivals === 'even';
    this.#station = new FifoStation(server, this.#chance);
  }

  get inFlight(): number {
    return this.#due.size;
  }

  get log(): RequestLog {
    return { arrivals: this.#arrivals.view(), departures: this.#departures.view() };
  }

  /** A batch at a rate; `stop` is asked every 0.5 s. */
  run(rate: number, seconds: number, stop?: (batch: Batch) => boolean): Batch {
    const start = this.now;
    const batch = openBatch(rate, start, this.inFlight, this.#limits.length);
    this.batches.push(batch);
    const end = start + seconds;
    let arrival = start + this.#firstGap() / rate;
    let look = start + 0.5;
    for (;;) {
      const until = Math.min(arrival, end, look);
      this.#advance(until);
      if (until === arrival && arrival < end) {
        this.#arrive(batch);
        arrival += (this.#even ? 1 : this.#chance.exponential()) / rate;
        continue;
      }
      batch.seconds = this.now - start;
      batch.inFlightAtEnd = this.inFlight;
      if (until === end || stop?.(batch)) return batch;
      look += 0.5;
    }
  }

  /** Half a gap at both ends of an even batch, so that the next goes on in step. */
  #firstGap(): number {
    return this.#even ? 0.5 : this.#chance.exponential();
  }

  #arrive(batch: OpenBatch): void {
    const request = this.#arrivals.length;
    batch.arrivals++;
    this.#arrivals.push(this.now);
    this.#departures.push(Number.NaN);
    this.#found.push(this.inFlight);
    this.#batchOf.push(this.batches.length - 1);
    const { sharing, service, slowdown, hangs = 0 } = this.server;
    if (hangs > 0 && this.#chance.uniform() < hangs) {
      this.#due.push(Number.MAX_VALUE, request);
      return;
    }
    const due = sharing
      ? this.#shared + service(this.#chance) * (slowdown?.(this.now) ?? 1)
      : this.#station.departure(this.now);
    this.#due.push(due, request);
  }

  /** Lets requests depart until a moment. */
  #advance(until: number): void {
    const { sharing } = this.server;
    for (;;) {
      const next = this.#due.next;
      const speed = sharedSpeed(this.server, this.inFlight);
      const departure = sharing ? this.now + (next - this.#shared) / speed : next;
      if (departure > until) {
        if (sharing) this.#shared += (until - this.now) * speed;
        this.#pass(until);
        return;
      }
      if (sharing) this.#shared = next;
      this.#pass(departure);
      this.#depart();
    }
  }

  #pass(until: number): void {
    count(this.batches.at(-1)!.secondsAt, this.inFlight, until - this.now);
    this.now = until;
  }

  #depart(): void {
    const batch = this.batches.at(-1)!;
    batch.departures++;
    count(batch.departuresFrom, this.inFlight, 1);
    const request = this.#due.pop();
    this.#departures.set(request, this.now);
    const own = this.batches[this.#batchOf.get(request)]!;
    const found = this.#found.get(request);
    count(own.found, found, 1);
    const lasted = this.now - this.#arrivals.get(request);
    count(own.lasted, found, lasted);
    count(own.lastedSquared, found, lasted * lasted);
    for (const [at, limit] of this.#limits.entries()) count(own.bad[at]!.found, found, lasted > limit ? 1 : 0);
  }
}

function openBatch(rate: number, start: number, inFlight: number, objectives: number): OpenBatch {
  const counts = { seconds: 0, arrivals: 0, departures: 0, inFlightAtStart: inFlight, inFlightAtEnd: inFlight };
  const bad = Array.from({ length: objectives }, () => ({ found: [] }));
  const levels = { secondsAt: [], departuresFrom: [], found: [], lasted: [], lastedSquared: [], bad };
  return { rate, start, valid: true, ...counts, ...levels };
}

function count(counts: number[], n: number, by: number): void {
  while (counts.length <= n) counts.push(0);
  counts[n]! += by;
}
