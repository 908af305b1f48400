/** A number that only grows, as it was seen at some moment. */
type Counts = ReadonlyMap<string, number>;

/** So many counters that begin again at once are a process that does; a single one may be reset by itself. */
const LEAST_FELL = 2;

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
  /** Counters of this reading that had counted something before, and those of them that are less now. */
  readonly #known = new Set<string>();
  readonly #fell = new Set<string>();

  /** A reading is taken at `at`, seconds by a steady clock. */
  turn(at: number): void {
    this.#before = this.#now.size > 0 ? this.#now : undefined;
    this.#seconds = at - this.#at;
    this.#at = at;
    this.#now = new Map();
    this.#known.clear();
    this.#fell.clear();
  }

  /** The growth of a counter since the reading before; undefined where nobody knows. */
  of(key: string, value: number): number | undefined {
    if (!Number.isFinite(value)) return undefined;
    this.#now.set(key, value);
    const before = this.#before?.get(key);
    if (before === undefined) return undefined;
    if (before > 0) this.#known.add(key);
    if (value < before) this.#fell.add(key);
    return value < before ? value : value - before;
  }

  /** The same per second. */
  rate(key: string, value: number): number | undefined {
    const grown = this.of(key, value);
    return grown === undefined || !(this.#seconds > 0) ? undefined : grown / this.#seconds;
  }

  /** How many counters began again at this reading, where several did at once, and most of them; else 0. */
  get begunAgain(): number {
    const [fell, known] = [this.#fell.size, this.#known.size];
    return fell >= LEAST_FELL && fell > known / 2 ? fell : 0;
  }

  /** Seconds since the reading before. */
  get seconds(): number {
    return this.#seconds;
  }
}
