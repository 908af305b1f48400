import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runs, watchedRuns } from '../compare/runs/made-runs.ts';
import { loadkit } from '../e2e/command.ts';
import { carriedOut } from './in-process.ts';
import { twoSides } from './run-folders.ts';

/** The folder has a name of its own each time. */
const withoutFile = (stdout: string) =>
  stdout.replace(/\n {2}\/\S+\/\d{8}-\d{6}-compare-[0-9a-f]{6}(\/\S+)\n/g, '\n  …$1\n');

describe('loadkit compare', () => {
  test('a regression ends with 4, in words as the built command says it', async () => {
    const { cwd } = twoSides(runs(6, { slower: 1.1, seed: 2 }));
    const command = ['compare', 'reports', 'after', '--format', 'json'];
    const { code, stdout, stderr } = await carriedOut(command, cwd, { columns: 100 });
    expect([code, stderr]).toEqual([4, '']);
    await expect(withoutFile(stdout)).toMatchFileSnapshot('../golden/comparison.txt');
    const built = await loadkit(command, { cwd });
    expect([built.code, withoutFile(built.stdout)]).toEqual([4, withoutFile(stdout)]);
  });

  test('--json: runs by id, with commas between them', async () => {
    const { cwd, ids } = twoSides(runs(6, { seed: 2, noise: 0.005 }), runs(6, { noise: 0.005 }));
    const sides = [ids.before.join(','), ids.after.map((id) => `after/${id}`).join(',')];
    const { code, stdout, stderr } = await carriedOut(['compare', ...sides, '--json', '--format', 'json'], cwd);
    expect([code, stderr]).toEqual([0, '']);
    const found = JSON.parse(stdout);
    expect(found).toMatchObject({
      version: 1,
      verdict: 'no-change',
      reasons: [],
      before: ids.before,
      after: ids.after,
    });
    expect(found.metrics[1]).toMatchObject({
      name: 'p95',
      stage: null,
      endpoint: null,
      unit: 'seconds',
      better: 'lower',
      before: { runs: 6 },
      verdict: 'no-change',
      runsNeeded: null,
    });
  });

  test('the verdict on the same files is the same wherever it is asked for: locale, time zone, order of a side', async () => {
    const { cwd, ids } = twoSides(watchedRuns(runs(6, { slower: 1.1, seed: 2 })), watchedRuns(runs(6)));
    const asked = async (env: Record<string, string>, order: (side: readonly string[]) => readonly string[]) => {
      const sides = [order(ids.before), order(ids.after.map((id) => `after/${id}`))].map((side) => side.join(','));
      const { code, stdout } = await loadkit(['compare', ...sides, '--json', '--format', 'json'], { cwd, env });
      return { code, stdout };
    };
    const here = await asked({ TZ: 'America/St_Johns', LC_ALL: 'C' }, (side) => side);
    const there = await asked({ TZ: 'Pacific/Apia', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' }, (side) =>
      side.toReversed(),
    );
    expect(here.code).toBe(4);
    expect(there).toEqual(here);
  });

  test('single runs are inconclusive and end with 5', async () => {
    const { cwd } = twoSides(runs(1, { slower: 1.5, seed: 2 }), runs(1));
    const { code, stdout } = await carriedOut(['compare', 'latest', 'after', '--format', 'json'], cwd);
    expect(code).toBe(5);
    expect(stdout).toMatch(
      /^\n\? Inconclusive: not settled for p50, p95 and \d more\n {2}1 run held against 1 before\.\n/,
    );
    expect(stdout).toContain('Make more runs of both; from one or two no scatter is known.\n');
  });

  test('what moved far beyond what runs differ by is told of single runs, too, and that this is no test', async () => {
    const { cwd } = twoSides(runs(1, { error: 0.01, slower: 1.5, seed: 2 }), runs(1, { error: 0.01 }));
    const { code, stdout } = await carriedOut(['compare', 'latest', 'after', '--format', 'json'], cwd);
    expect(code).toBe(4);
    expect(stdout).toMatch(/Regression by tolerance, weaker than a test: p50, p95 and \d more got worse/);
    expect(stdout).toMatch(/\n {2}p95 .* regression \(tolerance\) .* 10 %/);
  });

  test('exit 2 for a run that is not there, or was never judged', async () => {
    const { cwd, ids } = twoSides(runs(1, { seed: 2 }));
    const missing = await carriedOut(['compare', 'reports', 'nowhere'], cwd);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('no run "nowhere"')]);
    const [id] = ids.after as [string];
    mkdirSync(join(cwd, 'raw', id), { recursive: true });
    writeFileSync(join(cwd, 'raw', id, 'record.json'), '{ "sequence": 1 }');
    const raw = await carriedOut(['compare', 'reports', 'raw'], cwd);
    expect([raw.code, raw.stderr]).toEqual([2, expect.stringContaining(`loadkit report ${id}`)]);
    expect((await carriedOut(['compare', 'reports'], cwd)).code).toBe(2);
  });
});
