import * as z from 'zod';
import { isOtherMachine, likenessOf } from './likeness.ts';
import { unfitOf } from './objections.ts';
import { inOrder, RunFigures } from './run-figures.ts';

/** What a baseline is of: only runs of the same are held against it. */
export const BaselineSubject = z.strictObject({
  scenario: z.string(),
  /** Null: runs without a tier. */
  tier: z.string().nullable(),
  /** Whether it is of capacity searches. */
  search: z.boolean(),
});
export type BaselineSubject = z.infer<typeof BaselineSubject>;

/** The runs that later ones are held against, as `baselines/<scenario>.<tier>.json` keeps them. */
export const Baseline = z.strictObject({
  version: z.literal(1),
  ...BaselineSubject.shape,
  /** The oldest first. */
  runs: z.array(RunFigures).min(1),
});
export type Baseline = z.infer<typeof Baseline>;

/** What the baseline of a run is of. */
export function subjectOf({ facts: { load } }: RunFigures): BaselineSubject {
  const tier = load['tier'] ?? 'none';
  return {
    scenario: load['scenario'] ?? 'none',
    tier: tier === 'none' ? null : tier,
    search: load['kind of run'] === 'search',
  };
}

/** More of them show hardly smaller shifts (docs/compare.md), and the oldest say least of today. */
export const MOST_RUNS = 20;

/** The baseline of runs that nothing speaks against (`objectionsToBaseline`), the newest `MOST_RUNS` of them. */
export function baselineOf(runs: readonly RunFigures[]): Baseline {
  const sorted = inOrder(runs);
  return { version: 1, ...subjectOf(sorted[0]!), runs: sorted.slice(-MOST_RUNS) };
}

/** Why runs can be no baseline, as sentences without a full stop; none where they can. */
export function objectionsToBaseline(runs: readonly RunFigures[]): readonly string[] {
  const { load, machine } = likenessOf(runs, []);
  return [
    ...load.map(({ what, before }) => `the ${what} differs: ${before.join(', ')}`),
    ...machine
      .filter(isOtherMachine)
      .map(
        ({ what, before }) =>
          `the ${what} differs, so that no run could be held against all of them: ${before.join(', ')}`,
      ),
    ...unfitOf(runs),
  ];
}
