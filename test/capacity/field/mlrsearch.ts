import { chance } from '../simulator/draws.ts';
import { Bench, type Strategy } from './strategy.ts';

/** A search goal in the words of RFC 9971. Seconds and ratios. */
export interface SearchGoal {
  readonly finalTrialDuration: number;
  readonly durationSum: number;
  readonly exceedRatio: number;
  readonly width: number;
}

/** The goal that the authors' own lab uses for a tolerated loss. */
export const SHORT_TRIALS: SearchGoal = { finalTrialDuration: 1, durationSum: 21, exceedRatio: 0.5, width: 0.03 };
/** The goal that the RFC gives for compatibility with ETSI TST 009. */
export const LONG_TRIALS: SearchGoal = { finalTrialDuration: 60, durationSum: 120, exceedRatio: 0.5, width: 0.03 };

/**
 * After RFC 9971 (Multiple Loss Ratio Search), with one goal, all trials full-length and the loss ratio our bad share:
 * a load is a lower or an upper bound once no result of the trials still due could change that; loads are chosen by
 * halving. The claim is the relevant lower bound.
 */
export const mlrsearch =
  (goal: SearchGoal): Strategy =>
  (server, seed) => {
    const bench = new Bench(server, seed);
    let high = server.truth * (1.8 + 0.4 * chance(seed + 1).uniform());
    let low = high / 8;
    while (high / low > 1 + goal.width) {
      const rate = Math.sqrt(low * high);
      if (isLowerBound(goal, () => bench.badShare(rate, goal.finalTrialDuration) <= 1 - server.quantile)) low = rate;
      else high = rate;
    }
    return { rate: low, seconds: bench.seconds };
  };

/** Appendix A of the RFC, without short trials. */
function isLowerBound({ durationSum, exceedRatio, finalTrialDuration }: SearchGoal, isGood: () => boolean): boolean {
  let [good, bad] = [0, 0];
  for (;;) {
    const whole = Math.max(good + bad, durationSum);
    const quantile = whole * exceedRatio;
    const optimistic = bad <= quantile;
    const pessimistic = whole - good <= quantile;
    if (optimistic === pessimistic) return optimistic;
    if (isGood()) good += finalTrialDuration;
    else bad += finalTrialDuration;
  }
}
