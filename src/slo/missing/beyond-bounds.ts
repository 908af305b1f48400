import type { Cell } from '../../metrics/timeline/cell.ts';
import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { Watched } from '../../metrics/timeline/watched.ts';
import type { Objective } from '../../objectives/objective.ts';
import type { ObjectiveResult } from '../../objectives/result.ts';
import { lowerIsBetter } from '../../objectives/zone.ts';
import { formatValue } from '../../units/format.ts';
import type { JudgedObjective } from '../line.ts';
import { readingsFor } from './readings.ts';

/** The readings of a series that are meant: all, unless said. */
export type Within = (series: Watched) => readonly (Cell | undefined)[];

const ALL: Within = ({ all }) => [all];

/**
 * The least bound at which a reading of an objective stands for all that lay beyond it (a quantile beyond the largest
 * bucket of its histogram); undefined where none does. Pure.
 */
export function leastBound(objective: Objective, timeline: Timeline, within = ALL): number | undefined {
  const bounds = readingsFor(objective, timeline).flatMap((one) => {
    const { bound } = one.series;
    return bound !== undefined && within(one).some((cell) => cell && cell.max >= bound) ? [bound] : [];
  });
  return bounds.length > 0 ? Math.min(...bounds) : undefined;
}

/**
 * A line that was judged with readings that stand at their bound, which is less than the truth. What they miss is missed.
 * A limit that is not below the bound is kept by them whatever the truth is, and a mean with them is too small: no data
 * then in place of a pass. Pure.
 */
export function fromBelow(
  line: ObjectiveResult,
  { objective, limits }: Pick<JudgedObjective, 'objective' | 'limits'>,
  timeline: Timeline,
  within?: Within,
): ObjectiveResult {
  const { zone, actual, unit } = line;
  if ((zone !== 'met' && zone !== 'degraded') || !lowerIsBetter(limits)) return line;
  const bound = leastBound(objective, timeline, within);
  if (bound === undefined) return line;
  const isMean = objective.measure.kind === 'monitor' && objective.measure.stat === 'avg';
  const reached = actual === null || actual >= bound;
  const tells = [limits.target, limits.critical].every((limit) => limit === null || limit.value < bound);
  if (!isMean && (tells || !reached)) return line;
  const said = `some readings lay beyond the largest bucket of their histogram, ${formatValue(bound, unit)}, and nobody knows by how much`;
  const next = isMean
    ? `so that their mean is only known to be at least ${formatValue(actual, unit)}: limit their \`max\` or a percentile`
    : 'and the limit is not below it: limit less than that';
  return {
    ...line,
    ...{ zone: 'no-data', actual: null, lower: null, upper: null, marginal: false },
    // As of a stage with too few samples: it does not take back what all stages together show.
    counts: line.counts && line.stage === null,
    note: `${said}, ${next}, or give the histogram larger buckets`,
  };
}
