/** A number that only grows, as it was seen at some moment. */
type Counts = ReadonlyMap<string, number>;

/**
 * How much counters grew from one reading to the next. One that is less than before began again from 0, as a process that
 * restarts does, so that all of it is growth (as Prometheus counts it); one that was not there before says nothing yet.
 * Pure.
 */
export class Increase {
  #before: Counts | undefined;
  #at = 0;
  #now = new Map<string, number>();
  #seconds = 0;

  /** A reading is taken at `at`, seconds by a steady clock. */
  turn(at: number): void {
    this.#before = this.#now.size > 0 ? this.#now : undefined;
    this.#seconds = at - this.#at;
    this.#at = at;
    this.#now = new Map();
  }

  /** The growth of a counter since the reading before; undefined where nobody knows. */
  of(key: string, value: number): number | undefined {
    if (!Number.isFinite(value)) return undefined;
    this.#now.set(key, value);
    const before = this.#before?.get(key);
    if (before === undefined) return undefined;
    return value < before ? value : value - before;
  }

  /** The same per second. */
  rate(key: string, value: number): number | undefined {
    const grown = this.of(key, value);
    return grown === undefined || !(this.#seconds > 0) ? undefined : grown / this.#seconds;
  }

  /** Seconds since the reading before. */
  get seconds(): number {
    return this.#seconds;
  }
}
