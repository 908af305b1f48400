import type { Options } from 'k6/options';
import { onOurEngine, thisRun } from './this-run.ts';

/** The shapes of load that loadkit knows; `endurance` is another name of `soak`. */
export type ProfileName = 'smoke' | 'baseline' | 'load' | 'stress' | 'spike' | 'soak' | 'endurance' | 'breakpoint';

/** What of a profile a scenario changes, as in a tier's file. Durations are written `30s`, `5m`, `1h30m`. */
export interface ProfileOverride {
  /** How long the profile holds its load; of a breakpoint, how long its ramp takes. */
  readonly duration?: string;
  /** Concurrent users of a closed profile, instead of the tier's. */
  readonly sessions?: number;
  /** Requests per second of an open profile, instead of the tier's. */
  readonly rate?: number;
  /** Factors of the tier's rate, ascending: `[0.5, 1, 1.5, 2, 3]`. */
  readonly steps?: readonly number[];
  /** Highest load of a spike or of a breakpoint's ramp, as a factor of the tier's rate: `5`. */
  readonly peak?: number;
  /** How long the tier's rate is held before a spike; `0s` leaves that out. */
  readonly before?: string;
  /** How long each step, or the spike, holds its load. */
  readonly hold?: string;
  /** How long the load takes from one stage to the next. */
  readonly ramp?: string;
  /** k6's --stage notation, `1m:10,5m:50`: ramps to that many users. Makes the profile closed. */
  readonly stages?: string;
  /** What follows the peak of a stress or spike profile. */
  readonly recovery?: {
    readonly factor?: number;
    readonly users?: number;
    readonly hold?: string;
    readonly ramp?: string;
    /** How soon after the load has fallen the objectives must hold again: `5m`. */
    readonly within?: string;
  };
  /** VUs that an open profile may use; by Little's law unless said. */
  readonly maxVUs?: number;
}

/**
 * Where a probe finds what the scenario asked for; global, because a plain script must not be made to load this
 * library.
 */
const NOTE = '__loadkit_profile';

/**
 * The k6 options of a profile at this run's tier: `export const options = profile('stress')`. What `override` says wins
 * over the tier. Other k6 options can be added beside it: `{ ...profile('stress'), insecureSkipTLSVerify: true }`.
 */
export function profile(name: ProfileName, override?: ProfileOverride): Options {
  if (thisRun === null) {
    Object.defineProperty(globalThis, NOTE, {
      value: { profile: name, override: override ?? null },
      configurable: true,
    });
    return {};
  }
  const options = onOurEngine ? thisRun.options : thisRun.plainOptions;
  return { ...options } as Options;
}
