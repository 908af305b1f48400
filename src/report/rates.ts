import { formatNumber } from '../units/format.ts';

/** A point with its interval in words of one number of decimals, and the ends as they are printed. */
export interface RateWords {
  readonly value: string;
  readonly lower: string;
  readonly upper: string;
  readonly printed: { readonly lower: number; readonly upper: number };
}

/** Never more digits than these are shown; whole numbers stand in full. */
const MOST_DIGITS = 4;
/** Undoes what binary fractions take from decimal ones, so that 207 is not rounded down to 206. */
const FUDGE = 1e-9;

/** A rate that is promised: three digits, never rounded up. */
export function promised(rate: number, digits = 3): string {
  return inFull(roundedDown(rate, digits));
}

/** A rate that bounds from above, or is needed: three digits, never rounded down. */
export function needed(rate: number, digits = 3): string {
  return inFull(roundedUp(rate, digits));
}

/** The number that a promise prints. */
export function roundedDown(rate: number, digits = 3): number {
  return rounded(rate, decimalsOf(rate, digits), Math.floor);
}

/** The number that a bound from above prints. */
export function roundedUp(rate: number, digits = 3): number {
  return rounded(rate, decimalsOf(rate, digits), Math.ceil);
}

/**
 * A point and the ends of its interval to the same decimal place, the ends rounded outwards. As many digits as keep the
 * three apart, and the point on its own side of `apart` (a limit that it is held against), four at most.
 */
export function rateWords(
  { value, lower, upper }: { readonly value: number; readonly lower: number; readonly upper: number },
  apart: number | null = null,
): RateWords {
  for (let digits = 3; ; digits++) {
    const decimals = decimalsOf(value, digits);
    const point = rounded(value, decimals, Math.round);
    const printed = { lower: rounded(lower, decimals, Math.floor), upper: rounded(upper, decimals, Math.ceil) };
    const crosses = apart !== null && value !== apart && point === rounded(apart, decimals, Math.round);
    const distinct = point !== printed.lower && point !== printed.upper;
    if (digits >= MOST_DIGITS || ((distinct || lower === upper) && !crosses))
      return { value: inFull(point), lower: inFull(printed.lower), upper: inFull(printed.upper), printed };
  }
}

function decimalsOf(rate: number, digits: number): number {
  if (!(rate > 0)) return 0;
  return Math.max(0, digits - 1 - Math.floor(Math.log10(rate)));
}

function rounded(rate: number, decimals: number, round: (value: number) => number): number {
  const unit = 10 ** decimals;
  const nudge = round === Math.floor ? FUDGE : round === Math.ceil ? -FUDGE : 0;
  return round(rate * unit + nudge) / unit;
}

function inFull(rate: number): string {
  return formatNumber(rate, 15);
}
