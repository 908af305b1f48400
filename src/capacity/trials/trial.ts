import type { SearchSettings } from '../search/settings.ts';

/** What a search by trials needs of a search's settings; the confirmation is outside the budget, as there. */
export type TrialSettings = Pick<
  SearchSettings,
  'objectives' | 'startRate' | 'maxRate' | 'precision' | 'budget' | 'confirmSeconds'
>;

/**
 * A trial that the search asks for: a run of a stock k6 at one rate of even arrivals. It is stopped once its verdict
 * stands, or after `mostSeconds`.
 */
export interface TrialAsk {
  /**
   * `double`: short, up (or down) by factors of two until a bracket stands; `between`: inside the bracket; `ceiling`:
   * at the highest rate allowed; `confirm`: a hold at the lower bound; `drain`: little load until the line is short
   * again.
   */
  readonly phase: 'double' | 'between' | 'ceiling' | 'confirm' | 'drain';
  /** requests per second */
  readonly rate: number;
  /** of its steady part, before it may be judged as below or above */
  readonly leastSeconds: number;
  /** with the part that is dropped */
  readonly mostSeconds: number;
  /** How long the batches are that it is reported in. */
  readonly batchSeconds: number;
}

/**
 * A stretch of a trial. Requests belong to the batch in which they ended; what an iteration does counts as its
 * requests.
 */
export interface TrialBatch {
  /** seconds since the trial's start at which it began, and how long it lasted */
  readonly at: number;
  readonly seconds: number;
  /** requests that were due; of these the ones that no free user could start */
  readonly scheduled: number;
  readonly dropped: number;
  readonly finished: number;
  /** For each objective: finished requests over its limit or failed, and the dropped ones. */
  readonly bad: readonly number[];
  /** For each objective: the requests that it is about, finished or dropped; absent: about all of them */
  readonly of?: readonly (number | undefined)[];
  /** mean number in flight, and the number at its end */
  readonly inFlight: number;
  readonly inFlightAtEnd: number;
}

/** A trial with what came of it. */
export interface TrialRun {
  readonly ask: TrialAsk;
  /** seconds since the search began at which its load began */
  readonly at: number;
  readonly batches: readonly TrialBatch[];
  /** seconds that an iteration of it lasted, the median */
  readonly medianIteration: number;
  /** false when the generator, not the target, shaped it: it proves nothing and is repeated */
  readonly valid: boolean;
}

/** Requests of a batch that an objective is about and that ended or were dropped. */
export function judgedOfTrial({ finished, dropped, of }: TrialBatch, objective: number): number {
  return of?.[objective] ?? finished + dropped;
}

/** What is dropped of each trial: at least so many seconds and iterations. */
const SETTLING_SECONDS = 5;
const SETTLING_ITERATIONS = 20;

/** Seconds of a trial that do not count: max(5 s, 20 median iterations). */
export function settlingSeconds(medianIteration: number): number {
  return Math.max(SETTLING_SECONDS, SETTLING_ITERATIONS * medianIteration);
}

/** The batches of a trial that lie in its steady part. */
export function steadyBatches({
  batches,
  medianIteration,
}: Pick<TrialRun, 'batches' | 'medianIteration'>): TrialBatch[] {
  const from = settlingSeconds(medianIteration);
  return batches.filter(({ at }) => at >= from - 1e-6);
}

/** Seconds of load of a trial, what is dropped included. */
export function loadOf({ batches }: Pick<TrialRun, 'batches'>): number {
  return batches.reduce((sum, { seconds }) => sum + seconds, 0);
}
