import type { FailOn } from '../judge/exit-code.ts';
import type { LoadFlags } from '../k6/local/load-flags.ts';

/** What the user asked `loadkit run` (or `check`) for, from flags; everything else comes from the project. */
export interface RunRequest {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A path, a name in ./scenarios, or a shipped scenario. */
  readonly scenario: string;
  /** The journey of a shipped scenario, instead of the sandbox's. */
  readonly journey?: string | undefined;
  readonly tier?: string | undefined;
  readonly target?: string | undefined;
  readonly targetVersion?: string | undefined;
  readonly configFile?: string | undefined;
  readonly timeScale: number;
  /** Whether the load ends once the verdict of each objective is settled. */
  readonly untilSure?: boolean | undefined;
  readonly arrivals?: 'poisson' | 'even' | undefined;
  readonly seed?: number | undefined;
  /** `NAME` or `NAME=value`. */
  readonly env: readonly string[];
  /** `--set`: fields of the profile for this run, as typed (`hold=2m`). */
  readonly sets: readonly string[];
  /** Objectives in place of the configured ones, as typed. */
  readonly objectives: readonly string[];
  /** k6's own flags for the load of a plain script. */
  readonly load?: LoadFlags | undefined;
  readonly engine?: string | undefined;
  /** Whether a k6 of a major version that loadkit does not know will do. */
  readonly allowK6Version?: boolean | undefined;
  readonly out: string;
  readonly formats: readonly string[];
  readonly failOn: FailOn;
  readonly preflight: boolean;
  readonly production?: string | undefined;
  /** Whether events may be run against a target in production. */
  readonly allowEvents?: boolean | undefined;
  readonly commandLine: string;
  /** Instead of the scenario's own load: a search for the highest rate that meets the objectives. */
  readonly search?: SearchWish | undefined;
}

/** What `loadkit capacity` is asked for. */
export interface SearchWish {
  /** Requests per second never to be exceeded; without one as many as the users that are made can carry. */
  readonly maxRate?: number | undefined;
  /** Half width of the interval, as a ratio, at which the search ends. */
  readonly precision: number;
  /** Seconds by the clock on the wall, from the command's start to its reports. */
  readonly budget: number;
  /** The run that it goes on from: a folder, its id, or `latest`. */
  readonly resume?: string | undefined;
}
