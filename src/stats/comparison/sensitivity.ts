import { normalQuantile } from '../distributions/binomial.ts';
import { drawUniform } from '../distributions/uniform.ts';
import { quantileOfSorted } from '../moments.ts';
import { differenceAtRank, lowerRank } from './hodges-lehmann.ts';
import { fewestFor, mannWhitneyPower } from './power.ts';

/** What is asked of a comparison by the Mann-Whitney test. */
export interface Sensitivity {
  /** The p below which it finds a difference. */
  readonly alpha: number;
  /** The share of cases in which it shall be found. */
  readonly power: number;
}

/** From this size of the smaller sample on, the asymptotic formula is off by less than the draws are. */
const MANY = 40;
const DRAWS = 4000;
const SEED = 15;
/** More than so many values on each side nobody will measure. */
const MOST = 10_000;

/**
 * The smallest shift, in standard deviations of normal values, that n against m values show in `power` of the cases
 * with p < `alpha`; undefined where no such p exists. By 4,000 seeded draws: a draw shows every shift that lifts the
 * lower end of its interval above 0, or lowers the upper end below it, so that the quantile of these ends is the answer
 * (to 1 %). From 40 values in the smaller
 * sample on by the efficiency of the test, (z_α/2 + z_power) √(π/3 (1/n + 1/m)). Source: G. E. Noether, "Sample size
 * determination for some common nonparametric tests", J. Am. Stat. Assoc. 82 (1987); E. L. Lehmann, "Nonparametrics"
 * (1975), 2.3.
 */
export function noticeableShift(n: number, m: number, wanted: Sensitivity): number | undefined {
  const asked = [n, m, wanted.alpha, wanted.power].join(' ');
  if (!drawn.has(asked)) drawn.set(asked, drawnShift(n, m, wanted));
  return drawn.get(asked);
}

/** What was drawn once: many metrics of the same runs ask for the same. */
const drawn = new Map<string, number | undefined>();

function drawnShift(n: number, m: number, { alpha, power }: Sensitivity): number | undefined {
  if (Math.min(n, m) >= MANY) return asymptotic({ alpha, power }) * Math.sqrt((Math.PI / 3) * (1 / n + 1 / m));
  const rank = lowerRank(n, m, alpha);
  if (rank === 0) return undefined;
  const uniform = drawUniform(SEED);
  const sample = (count: number) => Float64Array.from({ length: count }, () => normalQuantile(uniform())).sort();
  const needed = Array.from({ length: DRAWS }, () => {
    const [a, b] = [sample(n), sample(m)];
    return [-differenceAtRank(a, b, rank), differenceAtRank(a, b, n * m + 1 - rank)];
  });
  return quantileOfSorted(Float64Array.from(needed.flat()).sort(), power);
}

/**
 * The fewest values on each side that show a shift of so many standard deviations, to one of them (`mannWhitneyPower`);
 * undefined beyond 10,000.
 */
export function valuesNeeded(shift: number, wanted: Sensitivity): number | undefined {
  const guess = (2 * Math.PI * asymptotic(wanted) ** 2) / (3 * shift ** 2);
  if (!(guess <= MOST)) return undefined;
  if (guess >= MANY) return Math.ceil(guess);
  return fewestFor(wanted.power, (n) => mannWhitneyPower(n, shift, wanted.alpha), MANY + 1) ?? MANY;
}

/** How many standard errors of an estimate a shift must have: z_α/2 + z_power. */
export function asymptotic({ alpha, power }: Sensitivity): number {
  return normalQuantile(power) - normalQuantile(alpha / 2);
}
