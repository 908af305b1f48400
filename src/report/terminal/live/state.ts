import type { Interval } from '../../../capacity/search/interval.ts';
import type { ObjectiveResult } from '../../../objectives/result.ts';

/** A stage as the progress bar draws it, seconds of the scenario. */
export interface LiveStage {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** What a figure was in each of the latest windows, the oldest first; null: nothing was measured then. */
export type LiveHistory = readonly (number | null)[];

/** How far a capacity search has come. */
export interface LiveSearch {
  /** The estimates so far, requests/s, the oldest first. */
  readonly estimates: readonly Interval[];
  /** Half width of the interval, as a ratio, at which the search ends. */
  readonly precision: number;
  /** Seconds of load so far, and at most before the confirmation. */
  readonly load: number;
  readonly loadBudget: number;
}

/** What the objectives of a run come to so far. */
export type LiveObjective = Pick<
  ObjectiveResult,
  'name' | 'zone' | 'severity' | 'silence' | 'actual' | 'lower' | 'upper' | 'unit' | 'source' | 'target' | 'critical'
>;

/** A run while it goes on. */
export interface LiveState {
  readonly scenario: string;
  readonly stage: string | null;
  /** The stages as they are planned; none for a search, which sets its load itself. */
  readonly stages: readonly LiveStage[];
  /** Seconds since the scenario began, and those it is planned to last. */
  readonly elapsed: number;
  readonly planned: number | null;
  readonly load: { readonly kind: 'rate' | 'users'; readonly value: number } | null;
  /** Completed requests/s, p95 (s) and failed share of the last seconds. */
  readonly throughput: number | null;
  readonly p95: number | null;
  readonly failed: number | null;
  /** The same for each of the latest windows. */
  readonly history: { readonly throughput: LiveHistory; readonly p95: LiveHistory; readonly failed: LiveHistory };
  /** The targets of the objectives that are about all requests; null where there is none. */
  readonly limits: { readonly p95: number | null; readonly failed: number | null };
  readonly vus: number;
  readonly dropped: number;
  readonly search: LiveSearch | null;
  /** Of each objective the line that is furthest from its target, so far. */
  readonly objectives: readonly LiveObjective[];
}
