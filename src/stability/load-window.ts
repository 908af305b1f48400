/** What came of the load in one window. Rates are per second, times in seconds; null: not known, or nothing came. */
export interface LoadWindow {
  /** The middle of the window, since the scenario began. */
  readonly at: number;
  /** Requests that were to be sent; null of a load of users, which waits for its answers. */
  readonly offered: number | null;
  /** The same as they came due, at random about what was planned; null where arrivals were not counted. */
  readonly arrived: number | null;
  /** Users that were to be active; null of a load of requests. */
  readonly users: number | null;
  /** Requests completed, successes among them, failures among them. */
  readonly completed: number;
  readonly good: number;
  readonly failed: number;
  /** Of successes. */
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** How long failures took, in the mean. */
  readonly meanFailed: number | null;
  /** Requests in flight, in the mean. */
  readonly inFlight: number | null;
  /** Arrivals without a user that was free, per second. */
  readonly dropped: number;
  /** The load changes on its way from one step to the next. */
  readonly changing: boolean;
  /** The load has fallen from a peak: what is seen is still of that. */
  readonly recovering: boolean;
  /** The name of the stage that it lies in; null where there are none. */
  readonly stage: string | null;
  /** The generator, not the target, shaped what was measured. */
  readonly spoilt: boolean;
}
