import { type Comparison, comparisonBy } from '../runs/comparison.ts';
import type { RunFigures } from '../runs/run-figures.ts';
import { PAIR } from './compared-pair.ts';

/** What beside the metrics speaks about the runs of a pair. */
export interface BesideMetrics {
  /** Why nothing can be found: what was planned and did not come about. */
  readonly doubts?: readonly string[];
  /** The objectives that each run broke, by side, in the order of the runs. */
  readonly broken?: { readonly before: readonly (readonly string[])[]; readonly after: readonly (readonly string[])[] };
  /** How many blocks of each side were invalid, so that others took their place. */
  readonly invalid?: NonNullable<Comparison['invalid']>;
}

/**
 * So many invalid blocks of B beyond those of A may be chance: of two like versions with three to six of both B has more
 * beyond A's in at most one of five cases.
 */
const MOST_MORE = 2;

/**
 * Runs after held against runs before, of which the first of each side are neighbours in time, and the second, and so
 * on. Their targets differ as a matter of course. Where the runs after broke an objective more often, it is not said
 * that nothing changed: the objectives may ask for more than the metrics know. Nor is it where many more blocks of B than
 * of A were invalid: those that are left are its better ones. Throws RangeError where a run has no neighbour.
 */
export function comparePairs(
  before: readonly RunFigures[],
  after: readonly RunFigures[],
  { doubts = [], broken = { before: [], after: [] }, invalid }: BesideMetrics = {},
): Comparison {
  if (before.length !== after.length) throw new RangeError('each run needs a neighbour of the other side');
  const comparison: Comparison = {
    ...comparisonBy(PAIR, before.map(withoutTarget), after.map(withoutTarget), doubts),
    ...(invalid ? { invalid } : {}),
  };
  const more = [...brokenMore(broken), ...(invalid ? invalidMore(invalid) : [])];
  if (more.length === 0 || comparison.verdict === 'regression') return comparison;
  return { ...comparison, verdict: 'inconclusive', reasons: [...comparison.reasons, ...more] };
}

/** The figures of a run as if its target were that of all. */
export function withoutTarget(figures: RunFigures): RunFigures {
  const { target: _, ...load } = figures.facts.load;
  return { ...figures, facts: { ...figures.facts, load } };
}

function brokenMore({ before, after }: NonNullable<BesideMetrics['broken']>): string[] {
  const times = (runs: readonly (readonly string[])[], name: string) =>
    runs.filter((names) => names.includes(name)).length;
  return [...new Set(after.flat())].flatMap((name) => {
    const [there, here] = [times(before, name), times(after, name)];
    return here > there
      ? [`the objective "${name}" was broken in ${here} of ${after.length} runs after, in ${there} before`]
      : [];
  });
}

function invalidMore({ before, after }: NonNullable<BesideMetrics['invalid']>): string[] {
  if (after - before <= MOST_MORE) return [];
  return [
    `${after} blocks of B were invalid, ${before === 0 ? 'none' : before} of A: what made them so may be B itself`,
  ];
}
