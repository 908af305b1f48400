import type { Clock } from '../../src/sandbox/clock.ts';
import { Deadlines } from '../../src/sandbox/deadlines.ts';

/** Time that passes only as fast as its events; `late` adds to a deadline what a real timer would. */
export class SimulatedClock implements Clock {
  readonly #deadlines = new Deadlines();
  readonly #late: () => number;
  #time = 0;

  constructor(late: () => number = () => 0) {
    this.#late = late;
  }

  now(): number {
    return this.#time;
  }

  at(time: number, due: () => void): void {
    this.#deadlines.add(Math.max(this.#time, time + this.#late()), due);
  }

  /** An event that is no timer's: on time. */
  exactly(time: number, due: () => void): void {
    this.#deadlines.add(time, due);
  }

  run(until = Number.POSITIVE_INFINITY): void {
    for (;;) {
      const next = this.#deadlines.next;
      const due = this.#deadlines.take(until);
      if (!due) break;
      this.#time = Math.max(this.#time, next);
      due();
    }
    if (until < Number.POSITIVE_INFINITY) this.#time = until;
  }
}
