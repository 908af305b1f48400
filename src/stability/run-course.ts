import type { Objective } from '../objectives/objective.ts';
import type { WatchedSeries } from '../result/chart-series.ts';
import type { EventResult } from '../result/events.ts';
import type { RecoveryResult } from '../result/result.ts';
import type { LoadLevel } from './load-levels.ts';
import type { LoadWindow } from './load-window.ts';
import type { Utilisation } from './use/utilisation.ts';

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
  /** The windows by their load. */
  readonly levels: readonly LoadLevel[];
  /** What monitors read: a value, or null, for each window. */
  readonly watched: readonly WatchedSeries[];
  /** How much was used of each resource among it, by load. */
  readonly uses: readonly Utilisation[];
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
