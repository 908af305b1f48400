import { normalQuantile, regularizedBeta } from './binomial.ts';

/** From here on the expansion in 1/df is exact to the last digits. */
const MANY = 10_000;

/**
 * The quantile of Student's t with `df` degrees of freedom (any positive number), 0 < p < 1; to about 1e-12 relative.
 * By bisection of P(T > t) = I_{df/(df+t²)}(df/2, 1/2) / 2 (Abramowitz and Stegun 26.7.1), from 10,000 degrees on
 * by the expansion 26.7.5 about the normal quantile. Throws RangeError outside the domain.
 */
export function studentTQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`p must lie between 0 and 1, got ${p}`);
  if (!(df > 0)) throw new RangeError(`df must be positive, got ${df}`);
  if (p === 0.5) return 0;
  if (p < 0.5) return -upperQuantile(p, df);
  return upperQuantile(1 - p, df);
}

/** The t that is exceeded with probability `tail` < 0.5. */
function upperQuantile(tail: number, df: number): number {
  if (df >= MANY) return expansion(-normalQuantile(tail), df);
  let low = 0;
  let high = 1;
  while (upperTail(high, df) > tail) {
    low = high;
    high *= 2;
  }
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (upperTail(middle, df) > tail) low = middle;
    else high = middle;
  }
}

function upperTail(t: number, df: number): number {
  const square = t * t;
  // Both forms are the same number; each is computed where its argument keeps its digits.
  if (square > df) return regularizedBeta(df / (df + square), df / 2, 0.5) / 2;
  return (1 - regularizedBeta(square / (df + square), 0.5, df / 2)) / 2;
}

function expansion(z: number, df: number): number {
  const [z3, z5, z7] = [z ** 3, z ** 5, z ** 7];
  const first = (z3 + z) / 4;
  const second = (5 * z5 + 16 * z3 + 3 * z) / 96;
  const third = (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / 384;
  return z + first / df + second / df ** 2 + third / df ** 3;
}
