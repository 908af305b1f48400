import { normalTail } from '../distributions/normal-tail.ts';
import { lowerRank } from './hodges-lehmann.ts';
import { lowerSignedRank } from './signed-rank.ts';

const SQRT_2PI = Math.sqrt(2 * Math.PI);
/** Far apart nothing is left of it but rounding. */
const LEAST_SPREAD = 1e-9;

/**
 * How likely the Mann-Whitney test, two-sided, finds with p < `alpha` that n normal values lie `shift` standard
 * deviations above n others. The critical value is exact; the statistic under the shift is taken as normal with its
 * exact mean and variance, which is right to 2 % of the power but where nothing less than samples without any overlap
 * will do. Source: E. L. Lehmann, "Nonparametrics" (1975), 2.3 (formulas 2.21 and 2.22).
 */
export function mannWhitneyPower(n: number, shift: number, alpha: number): number {
  const rank = known(`U ${n} ${alpha}`, () => lowerRank(n, n, alpha));
  if (rank === 0) return 0;
  const above = normalCdf(shift / Math.SQRT2);
  const spread = n * n * (above * (1 - above) + 2 * (n - 1) * (bothBelow(shift) - above ** 2));
  return normalCdf((n * n * above - (n * n - rank + 0.5)) / Math.sqrt(Math.max(spread, LEAST_SPREAD)));
}

/**
 * The same of the signed-rank test of n normal differences whose mean lies so many of their standard deviations above 0.
 * Source: the same, 4.2 (formulas 4.27 and 4.28).
 */
export function signedRankPower(n: number, shift: number, alpha: number): number {
  const rank = known(`W ${n} ${alpha}`, () => lowerSignedRank(n, alpha));
  if (rank === 0) return 0;
  const [one, two, three] = [normalCdf(shift), normalCdf(shift * Math.SQRT2), bothBelow(2 * shift)];
  const pairs = (n * (n - 1)) / 2;
  const spread =
    2 * pairs * (n - 2) * (three - two ** 2) +
    pairs * (2 * (one - two) ** 2 + 3 * two * (1 - two)) +
    n * one * (1 - one);
  return normalCdf((n * one + pairs * two - (n + pairs - rank + 0.5)) / Math.sqrt(Math.max(spread, LEAST_SPREAD)));
}

/** The fewest, from 2 to `most`, with which a power that grows with their number is reached; undefined: none. */
export function fewestFor(power: number, of: (n: number) => number, most: number): number | undefined {
  let [low, high] = [2, most];
  if (of(high) < power) return undefined;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (of(middle) >= power) high = middle;
    else low = middle + 1;
  }
  return high;
}

/** P(A < X + shift and B < X + shift), three standard normal values: ∫ φ(x) Φ(x + shift)² dx by the trapezoidal rule. */
function bothBelow(shift: number): number {
  const step = 0.1;
  let sum = 0;
  for (let x = -8; x <= 8; x += step) sum += Math.exp((-x * x) / 2) * normalCdf(x + shift) ** 2;
  return (sum * step) / SQRT_2PI;
}

function normalCdf(z: number): number {
  return normalTail(-z);
}

/** Critical values that were counted once: many metrics of the same runs ask for the same. */
const counted = new Map<string, number>();

function known(asked: string, count: () => number): number {
  const found = counted.get(asked) ?? count();
  counted.set(asked, found);
  return found;
}
