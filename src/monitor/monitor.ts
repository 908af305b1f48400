import type { SeriesUnit, Watches } from '../metrics/lines/lines.ts';

/** One number that was read, in base units. */
export interface Reading {
  /** By which objectives name it. */
  readonly metric: string;
  readonly unit: SeriesUnit;
  readonly value: number;
  /** What tells it from other readings of its metric. */
  readonly tags?: Readonly<Record<string, string>>;
  /** The largest value that it can say, which stands for all beyond it: of a quantile its histogram's largest bound. */
  readonly bound?: number;
  /** It holds for every second that falls due while it is taken, as that nobody answers does. */
  readonly lasts?: true;
}

/** What a monitor saw happen to the target, and what shows it: `replicas went from 2 to 3`. */
export interface Notice {
  readonly kind: 'restart' | 'scaling';
  readonly text: string;
}

/** Watches the target beside the load: it only reads. */
export interface Monitor {
  /** What the configuration calls it. */
  readonly name: string;
  /** Whole seconds from one reading to the next. */
  readonly every: number;
  /** Whether it watches what the load goes to, asked once, before its first reading; undefined: nobody knows. */
  readonly watches?: () => Watches | undefined;
  /** The metrics that objectives and alerts name: their series are kept beside the usual number of others. */
  readonly named?: ReadonlySet<string>;
  /**
   * Takes all readings of this moment. What is not known is left out, never 0. Rejects with a `MissedReading` where
   * nothing can be read, and when the signal is aborted; its readings are what is known all the same. `notice` is told
   * what readings do not say: that the target restarted. (What they say is noticed for all monitors, `noticing.ts`.)
   */
  read(signal: AbortSignal, notice?: (what: Notice) => void): Promise<readonly Reading[]>;
  /** What statements of a database grew by up to the latest `read`, or why nobody knows; undefined: nothing to say. */
  statements?(): StatementsTaken | undefined;
  /** Lets go of what it holds open. */
  close?(): void;
}

/** How often something was done, and the seconds that it took. */
export interface Spent {
  readonly calls: number;
  readonly seconds: number;
}

/** What statements grew by in the `seconds` before a reading, those that took most first; or why that is not known. */
export type StatementsTaken =
  | {
      readonly seconds: number;
      readonly statements: readonly ({ readonly text: string } & Spent)[];
      readonly others: Spent;
    }
  | { readonly missing: string };

/** Why a monitor could not take a reading, in words that hold no secret and do not change from second to second. */
export class MissedReading extends Error {
  /** What could be read all the same. */
  readonly readings: readonly Reading[];

  constructor(reason: string, readings: readonly Reading[] = []) {
    super(reason);
    this.name = 'MissedReading';
    this.readings = readings;
  }
}

/** The host that was asked gave no answer, or none that is whole. */
export class NoAnswer extends MissedReading {}
