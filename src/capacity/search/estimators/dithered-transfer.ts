import { clamp } from '../clamp.ts';
import type { Estimator, EstimatorSpread } from './estimator.ts';
import type { TwoSides } from './two-sides.ts';

/** Prior variance of κ about 0, and the range it is held in. */
const PRIOR = 0.4;
const RANGE = [-1.5, 0.8] as const;

export interface DitheredTransfer extends Estimator {
  readonly kappa: number;
  readonly kappaSe: number;
}

/**
 * Estimator B, corrected for where the run was. For servers that are not Markov its crossing goes along with the run's
 * rate, y(x) = x* + κ(x − x*). From the sides' mean rates x and crossings y: κ̂ = (y_hi − y_lo)/(x_hi − x_lo), shrunk
 * κ = κ̂·V0/(V0 + v_κ), v_κ its jackknife variance; x_B = x0 + (y0 − x0)/(1 − κ), x0 and y0 the middles.
 */
export function ditheredTransfer(all: TwoSides, spread: EstimatorSpread): DitheredTransfer {
  const variance = spread(rawKappa);
  const shrinkage = PRIOR / (PRIOR + variance);
  const kappaOf = (sides: TwoSides) => clamp(rawKappa(sides) * shrinkage, ...RANGE);
  const of = (sides: TwoSides) => {
    const at = (sides.low.logRate + sides.high.logRate) / 2;
    return at + ((sides.low.crossing + sides.high.crossing) / 2 - at) / (1 - kappaOf(sides));
  };
  const [x, kappa] = [of(all), kappaOf(all)];
  const off = ((all.low.logRate + all.high.logRate) / 2 - x) / (1 - kappa);
  return { of, x, hidden: off ** 2 * shrinkage * variance, kappa, kappaSe: Math.sqrt(variance) };
}

function rawKappa({ low, high }: TwoSides): number {
  return (high.crossing - low.crossing) / (high.logRate - low.logRate);
}
