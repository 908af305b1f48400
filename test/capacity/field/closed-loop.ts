import { chance } from '../simulator/draws.ts';
import { DueHeap } from '../simulator/due-heap.ts';
import type { Server } from '../simulator/servers.ts';
import { FifoStation } from '../simulator/stations.ts';

/** What came back in some seconds of load. */
export interface Returned {
  readonly finished: number;
  /** of these, those that lasted longer than the limit */
  readonly bad: number;
}

/**
 * Users who send the next request as soon as the last one is answered (a closed load without pauses), on a server of
 * slots behind one FIFO line. How many they are may change: who joins sends at once, who leaves waits for the answer
 * first.
 */
export class ClosedLoop {
  /** of load */
  seconds = 0;
  readonly #station: FifoStation;
  readonly #limit: number;
  readonly #due = new DueHeap();
  /** Begin of each request, by its number. */
  readonly #begun: number[] = [];
  #now = 0;

  constructor(server: Server, seed: number) {
    if (server.sharing) throw new RangeError(`${server.name} has no FIFO line`);
    this.#station = new FifoStation(server, chance(seed));
    this.#limit = server.limit;
  }

  /** So many users for so long; what was sent before and comes back meanwhile counts. */
  run(users: number, seconds: number): Returned {
    const end = this.#now + seconds;
    let [finished, bad] = [0, 0];
    while (this.#due.size < users) this.#send();
    while (this.#due.next <= end) {
      this.#now = this.#due.next;
      const lasted = this.#now - this.#begun[this.#due.pop()]!;
      finished++;
      if (lasted > this.#limit) bad++;
      if (this.#due.size < users) this.#send();
    }
    this.#now = end;
    if (users > 0) this.seconds += seconds;
    return { finished, bad };
  }

  #send(): void {
    this.#due.push(this.#station.departure(this.#now), this.#begun.length);
    this.#begun.push(this.#now);
  }
}
