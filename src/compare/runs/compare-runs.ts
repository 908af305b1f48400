import { comparedMetric, pOf } from './compared-metric.ts';
import { type Comparison, comparisonBy, type Design } from './comparison.ts';
import type { RunFigures } from './run-figures.ts';

/** Runs that were made each on its own: the Mann-Whitney test over runs, and a floor below which a shift is no matter. */
const RUNS: Design = { name: 'runs', pOf, compared: comparedMetric };

/** Runs after held against runs before. */
export function compareRuns(before: readonly RunFigures[], after: readonly RunFigures[]): Comparison {
  return comparisonBy(RUNS, before, after);
}
