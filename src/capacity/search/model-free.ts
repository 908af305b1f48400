import { jackknifeVariance } from '../../stats/moments.ts';
import { serviceVariation } from './service-spread.ts';
import type { Crossing } from './two-sides.ts';
import { logit, type SidedBatch, steepness, type TwoSides, twoSides } from './two-sides.ts';

/** An estimate of ln λ*, the rate at which an objective is crossed, that supposes nothing about the server. */
export interface ModelFree {
  readonly x: number;
  /** standard error of `x` */
  readonly se: number;
  /** estimator B, corrected for where the run was */
  readonly birthDeath: number;
  /** estimator D */
  readonly direct: number;
  /** weight of B */
  readonly weight: number;
  /** κ: how much of a change of the run's rate B's crossing goes along with; 0 for Markov servers */
  readonly kappa: number;
  readonly kappaSe: number;
  /** d logit f / d ln λ that D used */
  readonly slope: number;
  /** Whether heavy-tailed service may feed the errors of B back into the rate: then `se` is too small in calm runs. */
  readonly heavyTailed: boolean;
  /** number of blocks in the jackknife */
  readonly blocks: number;
  /** Whether the blocks are enough for an interval. */
  readonly usable: boolean;
  readonly beyond: TwoSides['beyond'];
}

const LEAST_BLOCKS = 3;
/** Prior variance of κ about 0, and the range it is held in. */
const KAPPA_PRIOR = 0.4;
const KAPPA_RANGE = [-1.5, 0.8] as const;
/** κ > 0 feeds errors back into the rate; its interval is widened by this much of κ. */
const FEEDBACK = 0.02;
/** The prior of D's slope: so much of B's, give or take the half; held within the range. */
const SLOPE_PRIOR = 0.75;
const SLOPE_SPREAD = 0.5;
const SLOPE_RANGE = [0.4, 1.5] as const;
/**
 * Service that varies far more than exponentially (squared coefficient of variation), where B may follow the rate
 * (κ > 0 within its error), is heavy-tailed; on gentle servers (small slope) whose B does follow it D is mixed in.
 */
const GENTLE = 12;
const HEAVY_KAPPA = 0.15;
const HEAVY_VARIATION = 1.7;
/** The standard error of an estimate without an interval. */
const UNKNOWN = 0.2;

/**
 * Estimators B and D, their blend and their jackknife over blocks. Undefined where a side is empty or both sides have one
 * rate. Rates in natural logarithms: x_lo, x_hi the sides' mean rates, y_lo, y_hi B's crossings from each alone,
 * x0 and y0 the middles. κ̂ = (y_hi − y_lo)/(x_hi − x_lo), shrunk κ = κ̂·V0/(V0 + v_κ);
 * **x_B = x0 + (y0 − x0)/(1 − κ)**; x_D: where a logistic of slope s through the overall bad fraction crosses.
 */
export function modelFree(batches: readonly SidedBatch[], crossing: Crossing): ModelFree | undefined {
  const all = twoSides(batches, crossing);
  if (!all || all.high.logRate - all.low.logRate < 1e-4) return undefined;
  const leftOut = [...new Set(batches.map(({ block }) => block))]
    .map((block) =>
      twoSides(
        batches.filter((sided) => sided.block !== block),
        crossing,
      ),
    )
    .filter((sides) => sides !== undefined);
  const blocks = leftOut.length;
  if (blocks < LEAST_BLOCKS) return withoutInterval(all, blocks);
  const spread = (of: (sides: TwoSides) => number) => jackknifeVariance(leftOut.map(of));

  const kappaVariance = spread(rawKappa);
  const shrinkage = KAPPA_PRIOR / (KAPPA_PRIOR + kappaVariance);
  const kappaOf = (sides: TwoSides) => clamp(rawKappa(sides) * shrinkage, ...KAPPA_RANGE);
  const kappa = kappaOf(all);
  const birthDeathOf = (sides: TwoSides) => corrected(sides, kappaOf(sides));

  const slopePrior = Math.max(
    1,
    SLOPE_PRIOR * steepness(all, clamp(middle(all, 'crossing'), all.low.logRate, all.high.logRate)),
  );
  const slopePriorVariance = (SLOPE_SPREAD * slopePrior) ** 2;
  const slopeVariance = spread(rawSlope);
  const slopeOf = (sides: TwoSides) => {
    const mixed =
      (rawSlope(sides) / slopeVariance + slopePrior / slopePriorVariance) /
      (1 / slopeVariance + 1 / slopePriorVariance);
    return clamp(mixed, SLOPE_RANGE[0] * slopePrior, SLOPE_RANGE[1] * slopePrior);
  };
  const slope = slopeOf(all);
  const directOf = (sides: TwoSides) => directCrossing(sides, slopeOf(sides), crossing.allowed);

  const [birthDeath, direct] = [birthDeathOf(all), directOf(all)];
  const jackknifed = { birthDeath: spread(birthDeathOf), direct: spread(directOf) };
  const covariance =
    (jackknifed.birthDeath + jackknifed.direct - spread((sides) => birthDeathOf(sides) - directOf(sides))) / 2;
  // What the priors hide from the jackknife: their share of the variances of κ and of the slope.
  const fromKappa = ((middle(all, 'logRate') - birthDeath) / (1 - kappa)) ** 2 * (shrinkage * kappaVariance);
  const fromSlope = ((middle(all, 'realised') - direct) / slope) ** 2 / (1 / slopeVariance + 1 / slopePriorVariance);
  const variances = { birthDeath: jackknifed.birthDeath + fromKappa, direct: jackknifed.direct + fromSlope };

  const variation = serviceVariation(batches.map(({ batch }) => batch)) ?? Number.POSITIVE_INFINITY;
  const heavyTailed = variation > HEAVY_VARIATION && kappa + Math.sqrt(kappaVariance) > HEAVY_KAPPA;
  const mixed = heavyTailed && slope < GENTLE && kappa > HEAVY_KAPPA;
  const weight = mixed ? Math.max(0.5, 1 - 3 * (kappa - HEAVY_KAPPA)) : 1;
  const blended =
    weight ** 2 * variances.birthDeath + (1 - weight) ** 2 * variances.direct + 2 * weight * (1 - weight) * covariance;
  const x = weight * birthDeath + (1 - weight) * direct;
  const se = Math.sqrt(Math.max(blended, 1e-10) + (FEEDBACK * Math.max(kappa, 0)) ** 2);
  return {
    x,
    se,
    birthDeath,
    direct,
    weight,
    kappa,
    slope,
    blocks,
    heavyTailed,
    kappaSe: Math.sqrt(kappaVariance),
    usable: Number.isFinite(x) && se <= 1,
    beyond: all.beyond,
  };
}

/** The standard error as it may be believed: half as much again where heavy tails make calm runs look precise. */
export function believedError({ se, heavyTailed }: ModelFree): number {
  return heavyTailed ? 1.5 * se : se;
}

function withoutInterval(all: TwoSides, blocks: number): ModelFree {
  const x = middle(all, 'crossing');
  const none = { kappa: 0, kappaSe: Number.NaN, slope: Number.NaN, weight: 1, heavyTailed: false, usable: false };
  return { ...none, x, se: UNKNOWN, birthDeath: x, direct: Number.NaN, blocks, beyond: all.beyond };
}

function rawKappa({ low, high }: TwoSides): number {
  return (high.crossing - low.crossing) / (high.logRate - low.logRate);
}

function rawSlope({ low, high }: TwoSides): number {
  return (high.logit - low.logit) / (high.realised - low.realised);
}

/** The fixed point of y(x) = x* + κ(x − x*) through the middle of the sides. */
function corrected(sides: TwoSides, kappa: number): number {
  const at = middle(sides, 'logRate');
  return at + (middle(sides, 'crossing') - at) / (1 - kappa);
}

/** Where a logistic in ln λ of a given slope, true to the overall bad fraction at the realised rates, is at `allowed`. */
function directCrossing({ low, high }: TwoSides, slope: number, allowed: number): number {
  const share = low.finished / (low.finished + high.finished);
  const overall = share * low.badFraction + (1 - share) * high.badFraction;
  const odds = logit(allowed);
  const at = (x: number, side: { realised: number }) => 1 / (1 + Math.exp(-(odds + slope * (side.realised - x))));
  let below = Math.min(low.realised, high.realised) - 0.4;
  let above = Math.max(low.realised, high.realised) + 0.4;
  for (let i = 0; i < 30; i++) {
    const x = (below + above) / 2;
    if (share * at(x, low) + (1 - share) * at(x, high) > overall) below = x;
    else above = x;
  }
  return (below + above) / 2;
}

function middle({ low, high }: TwoSides, of: 'logRate' | 'realised' | 'crossing'): number {
  return (low[of] + high[of]) / 2;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
