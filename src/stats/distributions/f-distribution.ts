import { regularizedBeta } from './binomial.ts';

/**
 * P(F > f) of the F distribution with (`numerator`, `denominator`) degrees of freedom: I_{d₂/(d₂ + d₁f)}(d₂/2, d₁/2).
 * Source: Abramowitz and Stegun, 26.6.2. f >= 0.
 */
export function fTail(f: number, numerator: number, denominator: number): number {
  if (!(f >= 0 && numerator > 0 && denominator > 0))
    throw new RangeError(`no tail of F at ${f} with ${numerator} and ${denominator} degrees of freedom`);
  if (f === Number.POSITIVE_INFINITY) return 0;
  return regularizedBeta(denominator / (denominator + numerator * f), denominator / 2, numerator / 2);
}
