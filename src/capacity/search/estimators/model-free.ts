import { jackknifeVariance } from '../../../stats/moments.ts';
import { clamp } from '../clamp.ts';
import { directCount } from './direct-count.ts';
import { ditheredTransfer } from './dithered-transfer.ts';
import type { Estimator, EstimatorSpread } from './estimator.ts';
import { serviceVariation } from './service-spread.ts';
import { type SidedBatch, type TwoSidedCrossing, type TwoSides, twoSides } from './two-sides.ts';

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
  /** Whether stalls, and no tail of the service, make B follow the rate: then D counts, by its error. */
  readonly stalled: boolean;
  /** What `se` cannot be below, service varying as it does; 0 where it varies little. */
  readonly leastSe: number;
  /** number of blocks in the jackknife */
  readonly blocks: number;
  /** Whether the blocks are enough for an interval. */
  readonly usable: boolean;
  readonly beyond: TwoSides['beyond'];
}

const LEAST_BLOCKS = 3;
/** κ > 0 feeds errors back into the rate; the error is widened by this much of κ. */
const FEEDBACK = 0.02;
/**
 * Service that varies far more than exponentially (squared coefficient of variation), where B may follow the rate (κ >
 * 0.15 within half its error), is heavy-tailed; on gentle servers (small slope) whose B does follow it D is mixed in.
 */
const HEAVY_VARIATION = 1.7;
const HEAVY_KAPPA = 0.15;
const GENTLE = 12;
/**
 * From here on B follows the rate so far that it hardly tells where the crossing is. Where the service varies less than
 * that no tail of it explains that, but stalls do: then what counts is the bad requests. (With tails B reads high and D
 * as much low.)
 */
const FAR_KAPPA = 0.4;
const TAIL_VARIATION = 2.5;
/**
 * Of κ's error, what still counts as B following the rate, where only the least error depends on it: 0.5 costs shared
 * processors a minute.
 */
const LEAST_KAPPA_ERRORS = 0.3;
/**
 * Of service that varies much a calm run looks precise: its error is no less than 2.6·√((1 + cv²)/n) of n requests, (1
 * + cv²)/n being the variance of their mean work. The factor: what counting bad requests comes to on the simulator's
 * FIFO servers.
 */
const LEAST_ERROR = 2.6;
/** Beyond it the measured variation is an accident of the slowest request. */
const MOST_VARIATION = 20;
/** The standard error of an estimate without an interval. */
const UNKNOWN = 0.2;

/**
 * Estimators B and D, their blend and its jackknife over blocks. Undefined where a side is empty or both have one rate.
 */
export function modelFree(batches: readonly SidedBatch[], crossing: TwoSidedCrossing): ModelFree | undefined {
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
  const spread: EstimatorSpread = (of) => jackknifeVariance(leftOut.map(of));
  const transfer = ditheredTransfer(all, spread);
  const { kappa, kappaSe } = transfer;
  const variation = serviceVariation(batches.map(({ batch }) => batch)) ?? Number.POSITIVE_INFINITY;
  const stalled = kappa >= FAR_KAPPA && variation < TAIL_VARIATION;
  const direct = directCount(all, spread, crossing.allowed, stalled ? transfer : undefined);
  const { slope } = direct;

  const heavyTailed = variation > HEAVY_VARIATION && kappa + kappaSe / 2 > HEAVY_KAPPA;
  const errors = errorsOf(transfer, direct, spread);
  const mixed = heavyTailed && slope < GENTLE && kappa > HEAVY_KAPPA;
  const tailWeight = mixed ? Math.max(0.5, 1 - 3 * (kappa - HEAVY_KAPPA)) : 1;
  const weight = stalled ? leastVarianceWeight(errors, kappa) : tailWeight;
  const x = weight * transfer.x + (1 - weight) * direct.x;
  const variance = blendedVariance(errors, weight) + (FEEDBACK * Math.max(kappa, 0)) ** 2;
  const se = Math.sqrt(variance);
  const usable = Number.isFinite(x) && se <= 1;
  const followed = kappa + LEAST_KAPPA_ERRORS * kappaSe > 0;
  const leastSe = variation > HEAVY_VARIATION && followed ? leastError(batches, variation) : 0;
  const estimators = { birthDeath: transfer.x, direct: direct.x, weight, kappa, kappaSe, slope };
  return { x, se, ...estimators, heavyTailed, stalled, leastSe, blocks, usable, beyond: all.beyond };
}

/**
 * The standard error as it may be believed: where heavy tails make calm runs look precise, or B follows the rate far,
 * (1 + 2κ) times what the jackknife says (κ = 0.8 means that the blocks hardly tell where the crossing is), and on
 * gentle servers half of what B and D are apart besides; of stalled ones only B's share. Never below what the variation
 * of the service allows.
 */
export function believedError(free: ModelFree): number {
  const { se, leastSe, heavyTailed, stalled, kappa, slope, birthDeath, direct, weight } = free;
  if (!heavyTailed && kappa < FAR_KAPPA) return Math.max(se, leastSe);
  const share = stalled ? weight : 1;
  const apart = slope < GENTLE ? (share * (birthDeath - direct)) / 2 : 0;
  return Math.max(leastSe, Math.hypot((1 + 2 * share * Math.max(kappa, 0)) * se, apart));
}

function leastError(batches: readonly SidedBatch[], variation: number): number {
  const requests = batches.reduce((sum, { batch }) => sum + batch.departures, 0);
  return LEAST_ERROR * Math.sqrt((1 + Math.min(variation, MOST_VARIATION)) / requests);
}

/**
 * Variances of both estimators, with what their priors hide, and their covariance, from the jackknife of the
 * difference.
 */
interface Errors {
  readonly b: number;
  readonly d: number;
  readonly covariance: number;
}

function errorsOf(b: Estimator, d: Estimator, spread: EstimatorSpread): Errors {
  const [ofB, ofD] = [spread(b.of), spread(d.of)];
  const covariance = (ofB + ofD - spread((sides) => b.of(sides) - d.of(sides))) / 2;
  return { b: ofB + b.hidden, d: ofD + d.hidden, covariance };
}

/** The weight of B with the least variance, its error believed (1 + 2κ)-fold. */
function leastVarianceWeight({ b, d, covariance }: Errors, kappa: number): number {
  const factor = 1 + 2 * kappa;
  const [believed, shared] = [factor ** 2 * b, factor * covariance];
  return clamp((d - shared) / Math.max(believed + d - 2 * shared, 1e-10), 0, 1);
}

/** Var(wB + (1−w)D) */
function blendedVariance({ b, d, covariance }: Errors, weight: number): number {
  return Math.max(weight ** 2 * b + (1 - weight) ** 2 * d + 2 * weight * (1 - weight) * covariance, 1e-10);
}

function withoutInterval(all: TwoSides, blocks: number): ModelFree {
  const x = (all.low.crossing + all.high.crossing) / 2;
  const none = {
    kappa: 0,
    kappaSe: Number.NaN,
    slope: Number.NaN,
    weight: 1,
    heavyTailed: false,
    stalled: false,
    leastSe: 0,
    usable: false,
  };
  return { ...none, x, se: UNKNOWN, birthDeath: x, direct: Number.NaN, blocks, beyond: all.beyond };
}
