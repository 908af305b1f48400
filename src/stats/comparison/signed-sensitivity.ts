import { normalQuantile } from '../distributions/binomial.ts';
import { drawUniform } from '../distributions/uniform.ts';
import { quantileOfSorted } from '../moments.ts';
import { fewestFor, signedRankPower } from './power.ts';
import { asymptotic, type Sensitivity } from './sensitivity.ts';
import { lowerSignedRank, walshAverages } from './signed-rank.ts';

/** From so many pairs on, the asymptotic formula is off by less than the draws are. */
const MANY = 30;
const DRAWS = 2000;
const SEED = 16;
/** More pairs than that nobody will measure. */
const MOST = 10_000;

/**
 * The smallest shift, in standard deviations of normal differences, that n pairs show in `power` of the cases with p <
 * `alpha` by the signed-rank test; undefined where no such p exists. By 2,000 seeded draws: a draw shows every shift
 * that lifts the lower end of its interval above 0 (to 1 %). From 30 pairs on by the efficiency of the test,
 * (z_α/2 + z_power) √(π/(3n)). Source: G. E. Noether, "Sample size determination for some common nonparametric tests",
 * J. Am. Stat. Assoc. 82 (1987).
 */
export function noticeableInPairs(n: number, wanted: Sensitivity): number | undefined {
  const asked = [n, wanted.alpha, wanted.power].join(' ');
  if (!drawn.has(asked)) drawn.set(asked, drawnShift(n, wanted));
  return drawn.get(asked);
}

/** What was drawn once: many metrics of the same pairs ask for the same. */
const drawn = new Map<string, number | undefined>();

function drawnShift(n: number, { alpha, power }: Sensitivity): number | undefined {
  if (n >= MANY) return asymptotic({ alpha, power }) * Math.sqrt(Math.PI / (3 * n));
  const rank = lowerSignedRank(n, alpha);
  if (rank === 0) return undefined;
  const uniform = drawUniform(SEED);
  const needed = Array.from({ length: DRAWS }, () => {
    const averages = walshAverages(Array.from({ length: n }, () => normalQuantile(uniform())));
    return [-averages[rank - 1]!, averages[averages.length - rank]!];
  });
  return quantileOfSorted(Float64Array.from(needed.flat()).sort(), power);
}

/**
 * The fewest pairs that show a shift of so many standard deviations of their differences, to one of them
 * (`signedRankPower`); undefined beyond 10,000.
 */
export function pairsNeeded(shift: number, wanted: Sensitivity): number | undefined {
  const guess = (Math.PI * asymptotic(wanted) ** 2) / (3 * shift ** 2);
  if (!(guess <= MOST)) return undefined;
  if (guess >= MANY) return Math.ceil(guess);
  return fewestFor(wanted.power, (n) => signedRankPower(n, shift, wanted.alpha), MANY + 1) ?? MANY;
}
