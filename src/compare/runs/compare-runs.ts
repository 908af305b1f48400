import { hodgesLehmann } from '../../stats/comparison/hodges-lehmann.ts';
import { jointlyDealt } from '../../stats/comparison/max-statistic.ts';
import { comparedMetric, pOf, valuesIn } from './compared-metric.ts';
import { type Comparison, comparisonBy, type Design } from './comparison.ts';
import { inOrder, type RunFigures } from './run-figures.ts';
import { comparedByTolerance } from './tolerance.ts';
import { watchedVerdict } from './watched-verdict.ts';

/** Runs that were made each on its own: the Mann-Whitney test over runs, and a floor below which a shift is no matter. */
const RUNS: Design = {
  name: 'runs',
  pOf,
  compared: comparedMetric,
  watched: (series) => {
    const p = jointlyDealt(series);
    return series.map((sides, at) =>
      watchedVerdict(sides, hodgesLehmann(valuesIn(sides.before), valuesIn(sides.after)), p[at]!),
    );
  },
};

/** The same, and where the runs are too few for it, a tolerance. */
const FEW: Design = { ...RUNS, compared: comparedByTolerance };

/** Runs after held against runs before. The order in which those of a side are given changes nothing. */
export function compareRuns(before: readonly RunFigures[], after: readonly RunFigures[]): Comparison {
  return comparisonBy(RUNS, inOrder(before), inOrder(after));
}

/** The same of runs that may be too few for a test: what moved far beyond what runs differ by is told all the same. */
export function compareFewRuns(before: readonly RunFigures[], after: readonly RunFigures[]): Comparison {
  return comparisonBy(FEW, inOrder(before), inOrder(after));
}
