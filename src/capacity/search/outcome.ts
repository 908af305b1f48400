import type { InFlightTrend } from '../in-flight-trend.ts';
import type { BlockEstimate } from './estimators/block-estimate.ts';
import type { Interval } from './interval.ts';

/** How a search ended, the steered one or one by trials. Rates in requests/s. */
export interface SearchEnding {
  readonly reason: EndReason;
  /** The crossing and its two-sided 90 % interval; a missing side is not known. */
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** which objective binds, by its index */
  readonly objective: number | null;
  /** of load, with all phases so far */
  readonly seconds: number;
  /** of load that the precision asked for would need, where it was not reached */
  readonly secondsNeeded: number | null;
  readonly confirmation: Confirmation;
  /** What changed in the target meanwhile; only what came after it counts, unless the search ended as `drifting`. */
  readonly change?: Change | undefined;
}

/** A target that became faster (it warmed up, or scaled) or slower, or of which the halves of the search disagree. */
export interface Change {
  readonly kind: 'faster' | 'slower' | 'unlike';
  /** on the clock of the batches, seconds */
  readonly at: number;
  /** how often it changed, with this one */
  readonly times: number;
}

/** How a steered search ended. */
export interface SearchOutcome extends SearchEnding {
  /** What the interval rests on; missing where there is none. */
  readonly estimate: BlockEstimate | undefined;
  /** Requests that pile up while the load stays what it is; of a search that ended as `unstable`. */
  readonly instability?: InFlightTrend | undefined;
}

/** The hold at the lower bound: not made (`held` null), held, or failed so often; it may hold after failures. */
export interface Confirmation {
  readonly held: boolean | null;
  readonly failures: number;
}

export type EndReason =
  /** narrow enough */
  | 'precise'
  /** the budget is used up: the interval is as wide as it is */
  | 'budget'
  /** no objective broke at the highest rate allowed */
  | 'ceiling'
  /** a request misses an objective even when it finds the server empty */
  | 'alone'
  /** capacity changed during the search */
  | 'drifting'
  /** requests piled up at a constant rate below the crossing: no load is borne for long */
  | 'unstable'
  /** the line ran away three times while the rate was near the estimate */
  | 'collapsing'
  /** no objective broke at the highest rate that the generator could make */
  | 'generator'
  /** the generator could not make a valid batch */
  | 'invalid'
  /** ended from outside: the interval is as wide as it is */
  | 'stopped';

/**
 * An interval that reaches farther than half and twice the rate (ln) tells nothing, and its lower end is no load to
 * hold.
 */
const WIDEST = Math.LN2;

/** An ending without a crossing. */
export function openEnding(reason: EndReason, seconds: number, lower: number | null = null): SearchEnding {
  return {
    reason,
    seconds,
    lower,
    value: null,
    upper: null,
    objective: null,
    secondsNeeded: null,
    confirmation: { held: null, failures: 0 },
  };
}

/** An outcome without an estimate. */
export function openOutcome(reason: EndReason, seconds: number, lower: number | null = null): SearchOutcome {
  return { ...openEnding(reason, seconds, lower), estimate: undefined };
}

/**
 * The outcome of an estimate. The time that a precision would need grows with the square of the interval's width. A
 * crossing beyond reach of where the run was is not known.
 */
export function outcomeOf(
  reason: EndReason,
  estimate: BlockEstimate,
  seconds: number,
  precision: number,
): SearchOutcome {
  const { x, below, above, halfWidth, objective, free } = estimate;
  const open = { ...openOutcome(reason, seconds), objective, estimate };
  if (free.beyond || halfWidth > WIDEST) return open;
  const secondsNeeded = halfWidth > precision ? seconds * (halfWidth / precision) ** 2 : null;
  return { ...open, ...intervalOf(x, below, above), secondsNeeded };
}

/** The interval about a ln rate, as far above as below where not said otherwise. */
export function intervalOf(x: number, below: number, above = below): Interval {
  return { value: Math.exp(x), lower: Math.exp(x - below), upper: Math.exp(x + above) };
}
