import { normalQuantile } from './binomial.ts';

/**
 * The quantile of the chi-square distribution, to 4 % (5 degrees of freedom), 2 % (from 7 on), for probabilities of 0.025 to 0.975.
 * Source: E. B. Wilson, M. M. Hilferty, "The distribution of chi-square", Proc. Nat. Acad. Sci. 17 (1931).
 */
export function chiSquareQuantile(p: number, degrees: number): number {
  const spread = 2 / (9 * degrees);
  return degrees * (1 - spread + normalQuantile(p) * Math.sqrt(spread)) ** 3;
}
