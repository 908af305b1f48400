/** A point with its interval, requests/s. */
export interface Interval {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** A part of a variance that was itself estimated, with so many degrees of freedom. */
export interface VariancePart {
  readonly variance: number;
  readonly freedom: number;
}

/**
 * The degrees of freedom of a variance of which some parts were estimated, the rest being known.
 * Source: F. E. Satterthwaite, "An approximate distribution of estimates of variance components", Biometrics 2 (1946).
 */
export function satterthwaite(variance: number, parts: readonly VariancePart[]): number {
  return variance ** 2 / parts.reduce((sum, part) => sum + part.variance ** 2 / part.freedom, 0);
}

/**
 * By how many standard errors an interval reaches below and above an estimate whose law is skewed: Efron's BCa interval
 * at ±t with acceleration `a`, a sixth of the skewness, and the bias of the median that goes with it in a mean, its
 * quantiles by Cornish and Fisher's first term. Source: B. Efron, "Better bootstrap confidence intervals", Journal of
 * the American Statistical Association 82 (1987).
 */
export function skewed(t: number, a: number): { below: number; above: number } {
  const end = (at: number) => {
    const normal = a + (a + at) / (1 - a * (a + at));
    return normal + a * (normal ** 2 - 1);
  };
  return { below: -end(-t), above: end(t) };
}

/**
 * How far an interval reaches down that reaches `below` for what was seen, where one value as large as the largest seen
 * lowers the estimate by `largest`. n times the probability of larger ones is exponential of mean 1, whatever the law: 1
 * is expected, 3 are possible at 95 % (the rule of three); the two more join the error of what was seen, of which they
 * are independent. Source: J. A. Hanley, A. Lippman-Hand, "If nothing goes wrong, is everything all right?", Journal of
 * the American Medical Association 249 (1983).
 */
export function withUnseen(below: number, largest: number): number {
  return largest + Math.hypot(below, 2 * largest);
}
