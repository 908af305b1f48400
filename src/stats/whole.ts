/** Closer than this, relative, a number is the whole number beside it: the noise of binary fractions is no replica. */
export const NOISE = 1e-12;

/**
 * The least whole number not below x, where 3.0000000000000004 (0.1 × 3 / 0.1) counts as 3: mathjs's `ceil`, which
 * recomputes what this gave, compares within the same 1e-12.
 */
export function wholeUp(x: number): number {
  const nearest = Math.round(x);
  return Math.abs(x - nearest) <= NOISE * Math.max(1, Math.abs(x)) ? nearest : Math.ceil(x);
}

/** The largest whole number not above `value`, with the same tolerance: as mathjs's `floor` does. */
export function wholeDown(value: number): number {
  return -wholeUp(-value);
}
