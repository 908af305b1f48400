/**
 * How much of an error `alpha` may be spent until so large a share (0..1) of the information is there: α t². An early look
 * may spend a little, and the last ones most of it. Source: K. Kim, D. L. DeMets, "Design and analysis of group sequential
 * tests based on the type I error spending rate function", Biometrika 74 (1987), their power family; 1 is about Pocock's
 * bounds, 3 about those of O'Brien and Fleming.
 */
export function spentError(alpha: number, information: number): number {
  return alpha * Math.min(1, Math.max(0, information)) ** POWER;
}

const POWER = 2;

/**
 * The error that a look may spend by itself when the one before had so much of the information: what the function grew
 * by. The looks' errors add up to `alpha` at most, however they hang together (Bonferroni's inequality), so that the
 * bounds are a little wider than those that are computed from the looks' joint distribution.
 */
export function errorOfLook(alpha: number, before: number, now: number): number {
  return Math.max(0, spentError(alpha, now) - spentError(alpha, before));
}
