/** A stage as the scenario needs it: its name, and when it begins in seconds since the k6 scenario began. */
export interface InjectedStage {
  readonly name: string;
  readonly from: number;
}

/** Which requests of a run carry a `traceparent` header. */
export interface Traces {
  /** Above 0, at most 1. */
  readonly share: number;
  /** Eight hexadecimal digits of this run's own, so that no two runs make the same trace. */
  readonly run: string;
}

/** What loadkit writes into a bundle's first line before a run. Part of the run folder's `scenario.js`. */
export interface Injected {
  readonly target: string;
  readonly seed: number;
  readonly timeScale: number;
  /** Null for plain scripts, which carry no stages. */
  readonly stages: readonly InjectedStage[] | null;
  /** The plan's options for loadkit's engine, which may use its `poisson-arrival-rate`; null for plain scripts. */
  readonly options: Readonly<Record<string, unknown>> | null;
  /** The same plan in k6's own executors, so that the bundle runs under a plain k6. */
  readonly plainOptions: Readonly<Record<string, unknown>> | null;
  /**
   * Allowed names and the addresses to which they are pinned. What must not be reached k6 is told outside of the
   * script.
   */
  readonly hosts: Readonly<Record<string, string>>;
  /** System tags that the run needs besides those of the script. */
  readonly systemTags: readonly string[];
  /** Whether the plan takes the place of the scenario's own load options, thresholds included. */
  readonly replaces?: true;
  /** False: `think()` does not pause. */
  readonly pauses?: false;
  /** Absent: no request is traced. */
  readonly traces?: Traces;
}

/** What a probe learns from running a scenario's top level. */
export interface ProbeNote {
  readonly profile: string | null;
  readonly override: unknown;
  readonly requests: unknown;
  /** What a CommonJS script exports, which only running it can tell; null for modules. */
  readonly exports: readonly string[] | null;
}
