import { Deadlines } from './deadlines.ts';

/** Time as the station sees it, in seconds: the machine's, or a simulation's. */
export interface Clock {
  now(): number;
  /** Calls `due` once, never from within `at`, as near to `time` as the clock can. */
  at(time: number, due: () => void): void;
}

/** What is due within this many seconds is done now: half a timer tick, so that the error is centred on zero. */
const LEAD = 0.0005;

/**
 * The machine's clock: all deadlines share one heap and one timer. Node's timers have ticks of 1 ms, so a deadline is
 * met to about ± 0.5 ms. Spinning (setImmediate) towards the exact moment would be exact, and take a whole core at
 * 1,000 deadlines a second, which the load generator needs; the station makes up for the error instead.
 */
export class MachineClock implements Clock {
  readonly #deadlines = new Deadlines();
  #armedFor = Number.POSITIVE_INFINITY;
  #disarm: () => void = () => {};
  #running = false;

  now(): number {
    return performance.now() / 1000;
  }

  at(time: number, due: () => void): void {
    this.#deadlines.add(time, due);
    if (!this.#running) this.#arm();
  }

  /** Forgets every deadline; nothing of this clock keeps the process alive afterwards. */
  stop(): void {
    this.#deadlines.clear();
    this.#disarm();
    this.#armedFor = Number.POSITIVE_INFINITY;
  }

  #arm(): void {
    const next = this.#deadlines.next;
    if (next >= this.#armedFor) return;
    this.#disarm();
    this.#armedFor = next;
    const wait = next - this.now();
    if (wait <= LEAD) {
      const immediate = setImmediate(this.#run);
      this.#disarm = () => clearImmediate(immediate);
    } else {
      const timer = setTimeout(this.#run, Math.round(wait * 1000));
      this.#disarm = () => clearTimeout(timer);
    }
  }

  readonly #run = (): void => {
    this.#armedFor = Number.POSITIVE_INFINITY;
    this.#running = true;
    const until = this.now() + LEAD;
    for (let due = this.#deadlines.take(until); due; due = this.#deadlines.take(until)) due();
    this.#running = false;
    this.#arm();
  };
}
