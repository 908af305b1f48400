import type { TwoSides } from './two-sides.ts';

/** An estimator of ln λ* with what its priors are set to, so that it can be applied to any part of the blocks. */
export interface Estimator {
  readonly of: (sides: TwoSides) => number;
  /** of all blocks */
  readonly x: number;
  /** the variance that its priors hide from the jackknife */
  readonly hidden: number;
}

/** The jackknife variance over blocks of something computed from both sides. */
export type EstimatorSpread = (of: (sides: TwoSides) => number) => number;
