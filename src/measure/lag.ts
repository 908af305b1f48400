import { formatSeconds } from '../units/format.ts';

/** A reader that stood still for so many seconds was stopped, starved, or waited for its disk. */
const LEAST = 4;
const BEAT_MS = 500;

/** For how long loadkit stood still while the engine ran on: who prints waits until its log is taken. */
export class Lag {
  readonly #elapsed: () => number;
  readonly #timer: NodeJS.Timeout;
  #last: number;
  #worst = 0;

  /** `elapsed`: seconds by the steady clock since any moment. */
  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
    this.#last = elapsed();
    this.#timer = setInterval(() => this.beat(), BEAT_MS).unref();
  }

  /** It runs now. */
  beat(): void {
    const now = this.#elapsed();
    this.#took(now - this.#last);
    this.#last = now;
  }

  /** Waits for something, such as the disk, for which no line is read. */
  async during(waiting: Promise<void>): Promise<void> {
    const begun = this.#elapsed();
    await waiting;
    this.#took(this.#elapsed() - begun);
  }

  /** No more is measured. How long it was at the worst, in words; undefined of a reader that kept up. */
  end(): string | undefined {
    clearInterval(this.#timer);
    if (this.#worst < LEAST) return undefined;
    return `loadkit stood still for ${formatSeconds(this.#worst)} while k6 ran on: a script that prints may have waited for it`;
  }

  #took(seconds: number): void {
    this.#worst = Math.max(this.#worst, seconds);
  }
}
