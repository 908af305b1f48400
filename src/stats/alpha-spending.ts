import { normalQuantile } from './distributions/binomial.ts';
import { normalTail } from './distributions/normal-tail.ts';

/**
 * How much of a one-sided error `alpha` may be spent until so large a share (0..1) of the information is there:
 * 2 (1 − Φ(z_{α/2} / √t)), close to nothing at first and all of it at the end. Source: K. K. G. Lan, D. L. DeMets,
 * "Discrete sequential boundaries for clinical trials", Biometrika 70 (1983), their function of O'Brien-Fleming type.
 */
export function spentError(alpha: number, information: number): number {
  if (!(information > 0)) return 0;
  const z = -normalQuantile(alpha / 2);
  return 2 * normalTail(z / Math.sqrt(Math.min(1, information)));
}

/**
 * The error that a look may spend by itself when the one before had so much of the information: what the function grew
 * by. The looks' errors add up to `alpha` at most, however they hang together (Bonferroni's inequality), so that the
 * bounds are a little wider than those that are computed from the looks' joint distribution.
 */
export function errorOfLook(alpha: number, before: number, now: number): number {
  return Math.max(0, spentError(alpha, now) - spentError(alpha, before));
}
