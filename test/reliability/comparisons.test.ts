import { describe, expect, test } from 'vitest';
import type { Result } from '../../src/result/result.ts';
import { carriedOut } from '../cli/in-process.ts';
import { twoSides } from '../cli/run-folders.ts';
import { runs } from '../compare/runs/made-runs.ts';

const elsewhere = (results: readonly Result[]) =>
  results.map(({ provenance, ...result }) => ({
    ...result,
    provenance: { ...provenance, machine: { ...provenance.machine, cpus: 64 } },
  }));
const calm = { noise: 0.005 };

describe('comparisons', () => {
  test('B-64 unlike runs are refused, and with --force compared under a banner', async () => {
    const other = runs(6, { seed: 2, ...calm }).map((result) => ({
      ...result,
      run: { ...result.run, scenario: 'stress' },
    }));
    const { cwd } = twoSides(other, runs(6, calm));
    const refused = await carriedOut(['compare', 'reports', 'after'], cwd);
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain('these runs are not compared: the scenario differs: load before, stress after');
    expect(refused.stderr).toContain('next: ');
    const forced = await carriedOut(['compare', 'reports', 'after', '--force', '--format', 'json'], cwd);
    expect(forced.code).toBe(0);
    expect(forced.stdout).toContain(
      'note: Compared by --force, although the scenario differs: load before, stress after.\n',
    );
  });

  test('B-64 a baseline of another scenario or tier is none, one of another machine shows nothing', async () => {
    const { cwd } = twoSides(elsewhere(runs(6, { seed: 2, slower: 1.5 })));
    expect((await carriedOut(['baseline', 'set', 'reports'], cwd)).code).toBe(0);
    const machine = await carriedOut(['compare', 'baseline', 'after', '--format', 'json'], cwd);
    expect([machine.code, machine.stdout]).toEqual([5, expect.stringContaining('different machines')]);
    const small = twoSides(runs(6).map((result) => ({ ...result, run: { ...result.run, tier: 'small' } })));
    expect((await carriedOut(['baseline', 'set', 'reports'], small.cwd)).code).toBe(0);
    const none = await carriedOut(['compare', 'baseline', 'after', '--format', 'json'], small.cwd);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('there is no baseline of load (small)')]);
  });
});
