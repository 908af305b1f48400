import type { Batch, RequestLog } from './batch.ts';
import type { Interval } from './interval.ts';
import type { Change, SearchOutcome } from './outcome.ts';
import type { SearchSettings } from './settings.ts';

/** The next batch that the search asks for. */
export interface Ask {
  /** `stop`: no search, between two parts of one that was resumed */
  readonly phase: Phase['name'] | 'stop';
  /** Poisson arrivals per second */
  readonly rate: number;
  readonly seconds: number;
  /** Look every 0.5 s, and end the batch at once when it is `overloaded`. */
  readonly watched: boolean;
  /** In the dithered part: below or above the estimate. */
  readonly side?: -1 | 1;
  /** In the dithered part: which block of −++−. */
  readonly block?: number;
}

export type Phase =
  /** Rates doubled until an objective breaks; `again` the same rate, twice as long, since it looked broken. */
  | { readonly name: 'bracket'; readonly again: boolean }
  /** Nothing broke up to the highest rate allowed, or that the generator can make: held there, `since` an ask. */
  | {
      readonly name: 'ceiling';
      readonly rate: number;
      readonly since: number;
      readonly reason: 'ceiling' | 'generator';
    }
  /** Little load until the line is short; `left` seconds more at most. */
  | { readonly name: 'coast'; readonly rate: number; readonly left: number; readonly onward: AfterCoast }
  /** Four batches at the estimate. */
  | { readonly name: 'home'; readonly round: number }
  | Tracking
  /** A hold at the lower bound; settling batches first, which do not count. */
  | { readonly name: 'settle' | 'confirm'; readonly outcome: SearchOutcome; readonly first: number }
  | { readonly name: 'done'; readonly outcome: SearchOutcome };

/** A round of homing, or the dithered part where it was left. */
export type AfterCoast = { readonly round: number } | { readonly tracking: Tracking };

/** Blocks of four batches at −++− of a dither about the estimate. */
export interface Tracking {
  readonly name: 'track';
  /** half the distance of the two rates, in ln */
  readonly dither: number;
  readonly block: number;
  /** batches of the block that are run */
  readonly done: number;
  /** Blocks before this one are forgotten: the server has changed since. */
  readonly fromBlock: number;
  readonly change?: Change | undefined;
  /** blocks in a row whose interval was narrow enough */
  readonly narrow: number;
  /** blocks in a row below whose rates the crossing lies beyond reach */
  readonly above: number;
  /** seconds of load from which estimator R may be tried next */
  readonly replayFrom: number;
}

/** All that the search remembers beside the batches: plain data, so that it can be written down and gone on from. */
export interface SearchState {
  /** What was asked for, one for each batch in order. */
  readonly asks: readonly Ask[];
  readonly phase: Phase;
  /** x: ln of the rate that the search takes for the crossing */
  readonly centre: number;
  /** The latest estimate, for whoever watches. */
  readonly latest: Interval | undefined;
}

/**
 * What has been measured: a batch for each ask with its counts as they are now, and the requests where they are kept.
 */
export interface SearchEvidence {
  readonly batches: readonly Batch[];
  readonly log?: RequestLog | undefined;
}

export type SearchDecision =
  | { readonly done: false; readonly ask: Ask; readonly state: SearchState }
  | { readonly done: true; readonly outcome: SearchOutcome; readonly state: SearchState };

/** What a phase needs to decide. */
export interface Situation {
  readonly settings: SearchSettings;
  readonly state: SearchState;
  /** The valid batches with what was asked. */
  readonly runs: readonly Run[];
  readonly log: RequestLog | undefined;
  /** seconds of load so far, of all batches */
  readonly load: number;
}

/** The valid batches with what was asked. */
export function runsOf(asks: readonly Ask[], batches: readonly Batch[]): Run[] {
  return asks.map((ask, at) => ({ ask, batch: batches[at]! })).filter(({ batch }) => batch.valid);
}

export interface Run {
  readonly ask: Ask;
  readonly batch: Batch;
}

/** The decision to run a batch, in a phase, from a centre. */
export function runBatch(
  state: SearchState,
  phase: Phase,
  ask: Omit<Ask, 'phase'>,
  centre = state.centre,
): SearchDecision {
  const full: Ask = { phase: phase.name, ...ask };
  return { done: false, ask: full, state: { ...state, phase, centre, asks: [...state.asks, full] } };
}

/** The decision to end. */
export function end(state: SearchState, outcome: SearchOutcome): SearchDecision {
  return { done: true, outcome, state: { ...state, phase: { name: 'done', outcome } } };
}
