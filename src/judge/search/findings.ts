import type { Interval } from '../../capacity/search/interval.ts';
import type { Confirmation, SearchEnding } from '../../capacity/search/outcome.ts';
import type { LoadPoint, Probe } from '../../result/capacity.ts';
import type { Estimate, Estimates } from '../../result/estimates.ts';
import type { Caveat } from '../../result/vocabulary.ts';
import type { Span } from '../../slo/windows/windows.ts';

/** The crossing of an objective that does not bind. */
export interface SearchCrossing extends Interval {
  readonly basis: string;
}

/** The stretch of load in which the lower bound was held. */
export interface Hold {
  /** What came of it. */
  readonly confirmation: Confirmation;
  readonly rate: number;
  readonly seconds: number;
  /** Of each objective: bad requests, and all that it is about. */
  readonly counts: readonly { readonly bad: number; readonly judged: number }[];
  /** In seconds since the scenario began. */
  readonly span: Span | undefined;
}

/**
 * What a search found, in the words of its method; `judgeSearch` makes the result of it. Rates are requests per second.
 */
export interface Findings {
  readonly ending: SearchEnding;
  /** As they were made. */
  readonly requestsPerIteration: number;
  /** Seconds of load. */
  readonly load: number;
  /** Seconds by the clock on the wall; undefined where the search did not come to its end. */
  readonly elapsed: number | undefined;
  readonly estimates: Estimates & { readonly maxSustainableLoad: Estimate };
  /**
   * Of an objective by its index, null where it has no crossing; undefined where the search came to no crossing at all.
   */
  readonly crossing: ((objective: number) => SearchCrossing | null) | undefined;
  /** Undefined: the lower bound was not held. */
  readonly hold: Hold | undefined;
  readonly probes: readonly Probe[];
  /** Valid probes at about one rate taken together; `steady`: those of a steady state. */
  readonly points: readonly LoadPoint[];
  readonly steady: readonly LoadPoint[];
  readonly caveats: readonly Caveat[];
  /** The rate asked for at a second of the engine; null where none was. */
  readonly rateAt: (second: number) => number | null;
}

/** Of a stretch at the highest rate that a search may go to, which carried it. */
export const CARRIED: Confirmation = { held: true, failures: 0 };

/** A search that ends at the highest rate has carried it: what it promises is that rate. */
export function heldAtTop({ reason, lower }: SearchEnding): boolean {
  return (reason === 'ceiling' || reason === 'generator') && lower !== null;
}

/** Probes that the generator spoilt; `doubts`: why, of each of them. */
export function spoiltCaveat(doubts: readonly string[], all: number, noun: 'batches' | 'trials'): Caveat[] {
  if (doubts.length === 0) return [];
  return [
    {
      code: 'stage-invalid',
      text: `${doubts.length} of ${all} ${noun} were not used, since the generator and not the target shaped them: ${doubts[0]}`,
    },
  ];
}
