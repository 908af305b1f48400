import { noticeableInPairs } from '../../stats/comparison/signed-sensitivity.ts';
import { normalQuantile } from '../../stats/distributions/binomial.ts';
import { chiSquareQuantile } from '../../stats/distributions/chi-square.ts';
import { variance } from '../../stats/moments.ts';
import { metricSides } from '../runs/comparison.ts';
import type { RunFigures } from '../runs/run-figures.ts';
import { differencesOf, LEAST_SHARE, PAIR_ALPHA, PAIR_POWER } from './compared-pair.ts';
import { USUAL_PAIRS } from './time-plan.ts';

/** How small a shift of a metric pairs on this machine show. */
export interface MetricNoise {
  readonly name: 'p50' | 'p95';
  /** Pairs of one version that were measured. */
  readonly pairs: number;
  /** The standard deviation of the logarithm of their ratios. */
  readonly scatter: number;
  /** The smallest shift, as a share, that a usual pair of versions shows in 9 of 10 cases, with its 95 % interval. */
  readonly shift: number;
  readonly lower: number;
  readonly upper: number;
}

/** The metrics of the run that share Holm's correction: p50, p95, p99 and throughput. */
const FAMILY = 4;

/**
 * The smallest shift that a usual pair would show, from pairs of one version. The scatter s of their n differences has
 * the interval s √((n − 1)/χ²); the shift is as many of them as 12 pairs need with 90 % at α = 0.01/4, or what lies
 * beyond the floor by as much as 12 pairs scatter with 90 %. Longer blocks scatter less: for those it is an upper bound. Metrics that fewer than six pairs have are left
 * out: their interval would say nothing.
 */
export function noiseOf(before: readonly RunFigures[], after: readonly RunFigures[]): readonly MetricNoise[] {
  const needed = noticeableInPairs(USUAL_PAIRS, { alpha: PAIR_ALPHA / FAMILY, power: PAIR_POWER }) ?? Number.NaN;
  const beyondFloor = normalQuantile(PAIR_POWER) * Math.sqrt(Math.PI / (3 * USUAL_PAIRS));
  const visible = (scatter: number) => Math.max(Math.expm1(needed * scatter), LEAST_SHARE + beyondFloor * scatter);
  return metricSides(before, after).flatMap((sides): MetricNoise[] => {
    const { name, endpoint } = sides;
    const differences = differencesOf(sides);
    const degrees = differences.length - 1;
    if ((name !== 'p50' && name !== 'p95') || endpoint !== null || degrees < 5) return [];
    const scatter = Math.sqrt(variance(differences));
    const bound = (p: number) => visible(scatter * Math.sqrt(degrees / chiSquareQuantile(p, degrees)));
    const [lower, upper] = [bound(0.975), bound(0.025)];
    return [{ name, pairs: differences.length, scatter, shift: visible(scatter), lower, upper }];
  });
}
