import { formatSpan } from '../units/format.ts';

/** Two clocks read at one moment, milliseconds: of the wall, and one that nobody sets. */
export interface ClockReading {
  readonly wall: number;
  readonly steady: number;
}

export const readClocks = (): ClockReading => ({ wall: Date.now(), steady: performance.now() });

/** A wall clock that is slewed, read late or rounded differs by less than this, seconds. */
const SAME = 2;

/**
 * The time of a run by the steady clock: times of day count from the wall clock at its start, so that a step of that
 * clock in mid-run moves nothing, and is found.
 */
export class RunClock {
  readonly #read: () => ClockReading;
  readonly #begin: ClockReading;
  #engine: number | undefined;

  constructor(read: () => ClockReading = readClocks) {
    this.#read = read;
    this.#begin = read();
  }

  /** The engine's greeting came now and says when it began by the wall clock (ISO 8601). */
  greeted(start: string): void {
    const at = Date.parse(start);
    if (Number.isNaN(at)) return;
    // It began after the run's clock, and before its greeting came.
    const [first, last] = [this.#begin.wall, this.now().getTime()];
    this.#engine = (at < first ? at - first : Math.max(0, at - last)) / 1000;
  }

  /** Seconds since the start. */
  elapsed(): number {
    return (this.#read().steady - this.#begin.steady) / 1000;
  }

  /** The time of day as it would be had nobody set the wall clock since the start. */
  now(): Date {
    return new Date(this.#begin.wall + this.elapsed() * 1000);
  }

  /** How the wall clock moved against the steady one during the run, in words; undefined when it did not. */
  stepped(): string | undefined {
    const { wall, steady } = this.#read();
    const moved = (wall - this.#begin.wall - (steady - this.#begin.steady)) / 1000;
    if (Math.abs(moved) >= SAME)
      return `the wall clock moved ${formatSpan(Math.abs(moved))} ${moved > 0 ? 'forward' : 'back'} during the run: it was set, or the machine slept`;
    const engine = this.#engine ?? 0;
    if (Math.abs(engine) < SAME) return undefined;
    return `the engine's wall clock was ${formatSpan(Math.abs(engine))} ${engine > 0 ? 'ahead of' : 'behind'} loadkit's when it started`;
  }
}
