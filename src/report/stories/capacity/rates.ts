import { formatNumber } from '../../../units/format.ts';

/** A point with its interval in words of one number of decimals. */
export interface RateWords {
  readonly value: string;
  readonly lower: string;
  readonly upper: string;
}

/** Never more digits than these are shown; whole numbers stand in full. */
const MOST_DIGITS = 4;
/** Undoes what binary fractions take from decimal ones, so that 207 is not rounded down to 206. */
const FUDGE = 1e-9;

/** A rate that is promised: three digits, never rounded up. */
export function promised(rate: number, digits = 3): string {
  return rounded(rate, decimalsOf(rate, digits), Math.floor);
}

/** A rate that bounds from above, or is needed: three digits, never rounded down. */
export function needed(rate: number, digits = 3): string {
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
    const words = {
      value: rounded(value, decimals, Math.round),
      lower: rounded(lower, decimals, Math.floor),
      upper: rounded(upper, decimals, Math.ceil),
    };
    const crosses = apart !== null && value !== apart && words.value === rounded(apart, decimals, Math.round);
    const distinct = words.value !== words.lower && words.value !== words.upper;
    if (digits >= MOST_DIGITS || ((distinct || lower === upper) && !crosses)) return words;
  }
}

function decimalsOf(rate: number, digits: number): number {
  if (!(rate > 0)) return 0;
  return Math.max(0, digits - 1 - Math.floor(Math.log10(rate)));
}

function rounded(rate: number, decimals: number, round: (value: number) => number): string {
  const unit = 10 ** decimals;
  const nudge = round === Math.floor ? FUDGE : round === Math.ceil ? -FUDGE : 0;
  return formatNumber(round(rate * unit + nudge) / unit, 15);
}
