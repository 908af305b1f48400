/** When a process started, Unix time in seconds, as client libraries of Prometheus say it. */
export const PROCESS_START = 'process_start_time_seconds';

/** The clocks of target and generator may differ by so many seconds. */
const CLOCKS = 30;

/**
 * Follows when the processes of a page started. One that is later than any before, and began since the page is read, is
 * a restart: behind one address there may be several replicas, which have begun before. Pure.
 */
export class ProcessStarts {
  readonly #began: number;
  readonly #latest = new Map<string, number>();

  constructor(began: number) {
    this.#began = began;
  }

  /** Whether one of these is a restart. */
  risen(starts: readonly { readonly key: string; readonly value: number }[]): boolean {
    let risen = false;
    for (const { key, value } of starts) {
      const latest = this.#latest.get(key);
      if (latest !== undefined && value > latest && value >= this.#began - CLOCKS) risen = true;
      this.#latest.set(key, Math.max(value, latest ?? value));
    }
    return risen;
  }
}
