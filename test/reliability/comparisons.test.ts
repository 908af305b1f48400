import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Result } from '../../src/result/result.ts';
import { deleteRun, runsBefore } from '../../src/store/prune.ts';
import { carriedOut } from '../cli/in-process.ts';
import { twoSides, written } from '../cli/run-folders.ts';
import { runs } from '../compare/runs/made-runs.ts';
import { emptyFolder } from '../e2e/command.ts';

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

  test('B-59 two that prune at once delete each run once, and nobody sees half of one', async () => {
    const { cwd } = twoSides(runs(1));
    const out = join(cwd, 'reports');
    const old = () => runsBefore(out, new Date('2026-12-01'), new Set());
    const [mine, theirs] = await Promise.all([old(), old()]);
    const done = await Promise.all([...mine, ...theirs].map((run) => deleteRun(run)));
    expect([mine.length, done.filter((deleted) => deleted).length, readdirSync(out)]).toEqual([6, 6, []]);
    expect(await runsBefore(out, new Date('2026-12-01'), new Set())).toEqual([]);
  });

  test('B-81 the gate: unchanged passes, slower is 4, too few runs 5, a noisy baseline says what it sees, the same each time', async () => {
    const met = (results: readonly Result[]) =>
      results.map((one): Result => {
        const objectives = one.objectives.slice(0, 1).map((line) => ({ ...line, zone: 'met' as const }));
        return { ...one, verdict: 'met', objectives };
      });
    const gated = async (before: readonly Result[], after: readonly Result[]) => {
      const cwd = emptyFolder();
      mkdirSync(join(cwd, 'gates'));
      writeFileSync(join(cwd, 'gates', 'own.yaml'), 'runs: [{ scenario: load, tiers: [medium] }]\n');
      const kept = written(join(cwd, 'reports'), met(before), 10);
      written(join(cwd, 'after'), met(after), 20);
      await carriedOut(['baseline', 'set', ...kept], cwd);
      return async () => {
        const { code, stdout } = await carriedOut(['gate', 'own', '--from', 'after', '--json'], cwd);
        return { code, gate: { ...JSON.parse(stdout), madeAt: '' } };
      };
    };
    const before = runs(10, calm);
    expect(await (await gated(before, runs(5, { ...calm, seed: 2 })))()).toMatchObject({ code: 0 });
    const judged = await gated(before, runs(5, { ...calm, seed: 2, slower: 1.1 }));
    const slower = await judged();
    expect(slower.code).toBe(4);
    expect(slower.gate.legs[0].comparison.found.metrics[0]).toMatchObject({ pValue: expect.any(Number) });
    expect(await judged()).toEqual(slower);
    expect(await (await gated(before, runs(2, { ...calm, seed: 2, slower: 1.1 })))()).toMatchObject({ code: 5 });
    const noisy = await (await gated(runs(10, { noise: 0.3 }), runs(5, { noise: 0.3, seed: 2 })))();
    expect(noisy.gate.legs[0].comparison.sees[0].relative).toBeGreaterThan(0.3);
  });
});
