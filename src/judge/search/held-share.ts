import type { AllowedShare } from '../../capacity/search/settings.ts';

/**
 * Bad requests that were due in a hold, below which its share of an objective about some of the requests says nothing.
 */
const LEAST_DUE = 3;

/**
 * The share of bad requests in a hold; null where it says nothing: none came, or too few of those that the objective is
 * about.
 */
export function heldShare(bad: number, judged: number, { allowed, some }: AllowedShare): number | null {
  if (judged === 0 || (some && judged * allowed < LEAST_DUE)) return null;
  return bad / judged;
}
