import { UserError } from '../../errors.ts';
import { formatSpan } from '../../units/format.ts';

/** What a pair is made of, and how long that takes. */
export interface PairTimes {
  /** An even number. */
  readonly pairs: number;
  /** Seconds of load of a block. */
  readonly block: number;
  /** Seconds that all takes, as far as it can be known. */
  readonly total: number;
}

export interface PairWish {
  /** Seconds by the clock on the wall, everything included. */
  readonly budget: number;
  /** How many pairs, where somebody said. */
  readonly pairs: number | undefined;
  /** Seconds of load of a block, where somebody said, as a plain script does. Undefined: as the budget allows. */
  readonly fixed: number | undefined;
}

/** Pairs where nobody said how many: beyond them longer blocks show as much, and cost fewer starts of k6. */
export const USUAL_PAIRS = 12;
/** Fewer show nothing of five metrics, whatever they are. */
const FEWEST_PAIRS = 10;
/** Seconds of a usual block below which most of it would be start and ramp. */
const SHORTEST = 10;
/** Seconds beside the load of a block: the script made ready, k6 started and ended, the run judged. As measured. */
export const AROUND_BLOCK = 3;
/** Seconds before the first block and after the last. */
const SET_UP = 10;

/** How the budget is spent on blocks of load. UserError (2) where it is too small for what is wanted. Pure. */
export function pairTimes({ budget, pairs, fixed }: PairWish): PairTimes {
  if (fixed !== undefined) return timesOf(pairs ?? mostPairs(budget, fixed), fixed, budget);
  if (pairs !== undefined) return timesOf(pairs, blockOf(budget, pairs), budget);
  const usual = [USUAL_PAIRS, FEWEST_PAIRS].find((count) => blockOf(budget, count) >= SHORTEST) ?? FEWEST_PAIRS;
  return timesOf(usual, Math.max(SHORTEST, blockOf(budget, usual)), budget);
}

function blockOf(budget: number, pairs: number): number {
  return Math.floor(10 * ((budget - SET_UP) / (2 * pairs) - AROUND_BLOCK)) / 10;
}

function mostPairs(budget: number, block: number): number {
  const all = Math.floor((budget - SET_UP) / (block + AROUND_BLOCK) / 2);
  return Math.max(FEWEST_PAIRS, Math.min(USUAL_PAIRS, all - (all % 2)));
}

function timesOf(pairs: number, block: number, budget: number): PairTimes {
  const total = SET_UP + 2 * pairs * (block + AROUND_BLOCK);
  if (block <= 0 || total > budget + 1)
    throw new UserError({
      what: `a budget of ${formatSpan(budget)} is too short for ${pairs} pairs of blocks`,
      where: { path: '--budget' },
      why: `each block needs ${formatSpan(Math.max(1, block))} of load and ${AROUND_BLOCK} s around it; ${FEWEST_PAIRS} pairs are the fewest that show anything`,
      next: `give ${formatSpan(Math.ceil((SET_UP + 2 * pairs * (Math.max(SHORTEST, block) + AROUND_BLOCK)) / 30) * 30)}; 10m is the default`,
    });
  return { pairs, block, total };
}
