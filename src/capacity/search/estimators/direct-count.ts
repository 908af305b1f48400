import { clamp } from '../clamp.ts';
import type { Estimator, EstimatorSpread } from './estimator.ts';
import { logit, steepness, type TwoSides } from './two-sides.ts';

/** The prior of the slope: so much of estimator B's, give or take the half; held within the range. */
const PRIOR = 0.75;
const PRIOR_SPREAD = 0.5;
const RANGE = [0.4, 1.5] as const;
/** In ln of the rate, beyond the sides, and bisections of that. */
const REACH = 0.4;
const BISECTIONS = 30;

export interface DirectCount extends Estimator {
  /** d logit f / d ln λ */
  readonly slope: number;
}

/**
 * Estimator D: where a logistic in ln λ, true to the overall bad fraction at the realised rates, is at what the
 * objective allows. Its slope: the precision-weighted mean of the observed one and of a share of estimator B's. Where B
 * `follows` the rate far, that share is 1 − κ: B run at x is exact at x and sees the crossing at y(x) = x* + κ(x − x*).
 */
export function directCount(
  all: TwoSides,
  spread: EstimatorSpread,
  allowed: number,
  follows: { readonly kappa: number; readonly kappaSe: number } | undefined,
): DirectCount {
  const about = clamp((all.low.crossing + all.high.crossing) / 2, all.low.logRate, all.high.logRate);
  const steep = steepness(all, about);
  const prior = Math.max(1, (follows ? 1 - follows.kappa : PRIOR) * steep);
  const doubt = Math.hypot(PRIOR_SPREAD * prior, follows ? follows.kappaSe * steep : 0);
  const precisions = { observed: 1 / spread(rawSlope), prior: 1 / doubt ** 2 };
  const precision = precisions.observed + precisions.prior;
  const slopeOf = (sides: TwoSides) => {
    const mixed = (rawSlope(sides) * precisions.observed + prior * precisions.prior) / precision;
    return clamp(mixed, RANGE[0] * prior, RANGE[1] * Math.max(prior, PRIOR * steep));
  };
  const of = (sides: TwoSides) => crossing(sides, slopeOf(sides), allowed);
  const [x, slope] = [of(all), slopeOf(all)];
  const off = ((all.low.realised + all.high.realised) / 2 - x) / slope;
  return { of, x, hidden: off ** 2 / precision, slope };
}

function rawSlope({ low, high }: TwoSides): number {
  return (high.logit - low.logit) / (high.realised - low.realised);
}

function crossing({ low, high }: TwoSides, slope: number, allowed: number): number {
  const share = low.finished / (low.finished + high.finished);
  const overall = share * low.badFraction + (1 - share) * high.badFraction;
  const odds = logit(allowed);
  const at = (x: number, side: { realised: number }) => 1 / (1 + Math.exp(-(odds + slope * (side.realised - x))));
  let below = Math.min(low.realised, high.realised) - REACH;
  let above = Math.max(low.realised, high.realised) + REACH;
  for (let i = 0; i < BISECTIONS; i++) {
    const x = (below + above) / 2;
    if (share * at(x, low) + (1 - share) * at(x, high) > overall) below = x;
    else above = x;
  }
  return (below + above) / 2;
}
