import type { Interval } from '../../../capacity/search/interval.ts';
import type { TrialRun, TrialSettings } from '../../../capacity/trials/trial.ts';
import type { TrialsOutcome } from '../../../capacity/trials/trials-outcome.ts';
import type { TrialFold } from './trial-fold.ts';

/** A trial with why it proves nothing. */
export interface CourseTrial {
  readonly fold: TrialFold;
  readonly run: TrialRun;
  readonly doubt: string | undefined;
}

/** A search by trials as far as its record tells it. Rates are requests per second, times seconds of the record. */
export interface TrialsSearch {
  readonly settings: TrialSettings;
  /** Seconds by the clock on the wall; undefined where the search did not come to its end. */
  readonly elapsed: number | undefined;
  /** All trials, one that was cut short at the end, too. */
  readonly trials: readonly CourseTrial[];
  /** What the search decides from: the trials that came to their end. */
  readonly runs: readonly TrialRun[];
  /**
   * The interval as the search saw it after its first `count` trials; undefined where it had none yet. Holds change
   * nothing.
   */
  intervalAfter(count: number): Interval | undefined;
  /** What the trials tell. */
  outcome(): TrialsOutcome;
}
