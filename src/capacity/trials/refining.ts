import { clamp } from '../search/clamp.ts';
import { type CrossingEstimate, crossingEstimate } from './crossing-estimate.ts';
import { WINDOW } from './crossing-fit.ts';
import type { JudgedTrial } from './judged-trial.ts';
import { loadOf, type TrialSettings } from './trial.ts';

/** Distance of a trial from the estimate, in ln: of its standard error, within the range. */
const PER_ERROR = 1.5;
const RANGE = [0.02, 0.06] as const;
const BELOW_OVERLOAD = 0.8;
const LEAST_TRIALS = 4;
const MOST_STEP = 0.1;

/**
 * ln of the rate of the next trial: below or above the estimate, where less load has been spent near it; but well below
 * what was over capacity beyond doubt.
 */
export function refinedRate({ x, fit }: CrossingEstimate, judged: readonly JudgedTrial[]): number {
  const near = judged.filter((trial) => trial.run.ask.phase !== 'double' && Math.abs(trial.x - x) <= WINDOW);
  const balance = near.reduce((sum, trial) => sum + (trial.x < x ? -1 : 1) * loadOf(trial.run), 0);
  const distance = clamp(PER_ERROR * fit.se, ...RANGE);
  const wanted = x + (balance <= 0 ? distance : -distance);
  const over = Math.min(...judged.filter(({ why }) => why === 'overload').map((trial) => trial.x));
  const under = Math.max(
    ...judged.filter((trial) => trial.verdict !== 'above' && trial.x < over).map((trial) => trial.x),
  );
  return Math.min(wanted, under + BELOW_OVERLOAD * (over - under));
}

/** Whether the interval is narrow, of enough trials, for the second time in a row: one may be so by chance. */
export function isPrecise(
  settings: TrialSettings,
  estimate: CrossingEstimate,
  judged: readonly JudgedTrial[],
): boolean {
  const before = crossingEstimate(settings, judged.slice(0, -1));
  const narrow = (one: CrossingEstimate) => one.halfWidth <= settings.precision && one.fit.trials >= LEAST_TRIALS;
  return before !== undefined && narrow(estimate) && narrow(before) && Math.abs(before.x - estimate.x) <= MOST_STEP;
}
