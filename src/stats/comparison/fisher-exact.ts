import { logGamma } from '../distributions/binomial.ts';

/** Of a group: how many have something, and how many do not. */
type Group = readonly [have: number, lack: number];

/**
 * How often chance alone deals at least as many of those that have something to the first group as it has, the sizes of
 * the groups and the number of all that have it being given: Fisher's exact test of a 2 × 2 table, one-sided. Throws
 * RangeError where a count is no whole number of 0 or more. Source: R. A. Fisher, "The Design of Experiments" (1935), II.
 */
export function fisherExact([a, b]: Group, [c, d]: Group): number {
  for (const count of [a, b, c, d])
    if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`a count must be 0 or more, got ${count}`);
  const [first, second, have] = [a + b, c + d, a + c];
  const all = logWays(first + second, have);
  let p = 0;
  for (let k = a; k <= Math.min(first, have); k++) p += Math.exp(logWays(first, k) + logWays(second, have - k) - all);
  return Math.min(1, p);
}

/** ln of the number of ways to choose k of n. */
function logWays(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}
