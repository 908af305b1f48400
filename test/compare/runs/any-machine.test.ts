import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareRuns } from '../../../src/compare/runs/compare-runs.ts';
import { figuresOf, type RunFigures } from '../../../src/compare/runs/run-figures.ts';
import { comparedLeg } from '../../../src/gate/compared-leg.ts';
import { runs, watchedRuns } from './made-runs.ts';

/** Runs of different moments and machines' kernels, of which some lack an endpoint or the readings of a monitor. */
const figures = (count: number, seed: number, slower: number): RunFigures[] =>
  watchedRuns(runs(count, { seed, slower }), { seed, silent: (at) => at % 4 === 3 }).map((result, at) => {
    const run = figuresOf(result);
    const machine = { ...run.facts.machine, 'operating system': `Linux 6.${at % 3}` };
    return {
      ...run,
      startedAt: `2026-11-${10 + (at % 5)}T10:00:00.000Z`,
      facts: { ...run.facts, machine },
      metrics: run.metrics.filter(({ endpoint }) => endpoint !== 'GET /health' || at % 3 > 0),
    };
  });
const before = figures(10, 1, 1);
const after = figures(6, 2, 1.08);
const shuffled = (of: readonly RunFigures[]) => fc.shuffledSubarray([...of], { minLength: of.length });

describe('the verdict on the same files', () => {
  it('is the same, to the last digit, in whatever order the runs of a side are named', () => {
    const asNamed = compareRuns(before, after);
    const ofGate = comparedLeg(before, after, { scenario: 'load', tier: 'medium' });
    expect(asNamed.verdict).toBe('regression');
    fc.assert(
      fc.property(shuffled(before), shuffled(after), (first, second) => {
        expect(JSON.stringify(compareRuns(first, second))).toBe(JSON.stringify(asNamed));
        expect(comparedLeg(first, second, { scenario: 'load', tier: 'medium' })).toEqual(ofGate);
      }),
      { numRuns: 12 },
    );
  });
});
