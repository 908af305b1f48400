import type { Objective } from '../objectives/objective.ts';
import type { WatchedSeries } from '../result/chart-series.ts';
import type { EventResult } from '../result/events.ts';
import type { RecoveryResult } from '../result/result.ts';

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

/** How often something was looked at, and how often it was wrong. */
export interface Looks {
  readonly looks: number;
  readonly wrong: number;
}

/** A stretch of constant load, seconds since the scenario began. */
export interface SteadyLoad {
  readonly stage: string;
  readonly from: number;
  readonly to: number;
}

/** A moment at which a process began anew, in seconds since the scenario began; of which monitor, null: of the target. */
export interface ProcessRestart {
  readonly monitor: string | null;
  readonly at: number;
}

/** The course of a run, of a plan or of a search, as the judges of stability read it. */
export interface RunCourse {
  /** Width of a window, seconds. */
  readonly bin: number;
  /** All windows from the scenario's beginning to its end, without holes. */
  readonly windows: readonly LoadWindow[];
  /** What monitors read: a value, or null, for each window. */
  readonly watched: readonly WatchedSeries[];
  /** How many monitors there were, whether or not they could read. */
  readonly monitors: number;
  readonly objectives: readonly Objective[];
  readonly timeScale: number;
  /** The longest stretch of constant load; undefined: none is long enough for a trend. */
  readonly steady: SteadyLoad | undefined;
  /** In the order of time. */
  readonly restarts: readonly ProcessRestart[];
  /** What happened to the target, with how soon it was as before. */
  readonly events: readonly EventResult[];
  /** Of a run that watched the service after a peak. */
  readonly recovery: RecoveryResult | undefined;
  /** What was written and read again, and how often it was not what had been written; undefined: nothing was. */
  readonly readBack: Looks | undefined;
  /** The target answered with status 429 what was too much: it limits the load by itself. */
  readonly rateLimited: boolean;
  /** Why the generator, not the target, may have given way; undefined: nothing says so. */
  readonly generatorDoubt: string | undefined;
}
