import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Result } from '../../src/result/result.ts';
import { runs } from '../compare/runs/made-runs.ts';
import { carriedOut } from './in-process.ts';
import { twoSides, written } from './run-folders.ts';

const FILE = 'baselines/load.medium.json';

/** A project whose six runs of reports/ are the baseline. */
async function withBaseline(after: readonly Result[], before?: Result[]): Promise<ReturnType<typeof twoSides>> {
  const sides = twoSides(after, before);
  expect(await carriedOut(['baseline', 'set', 'reports'], sides.cwd)).toMatchObject({ code: 0, stderr: '' });
  return sides;
}

describe('loadkit baseline', () => {
  test('what is kept is small, a metric of a run a line, and says the same as the runs themselves', async () => {
    const { cwd } = await withBaseline(runs(6, { slower: 1.1, seed: 2 }));
    expect(readdirSync(join(cwd, 'baselines'))).toContain('load.medium.json');
    const text = readFileSync(join(cwd, FILE), 'utf8');
    await expect(text).toMatchFileSnapshot('../golden/baseline.json');
    const byRuns = await carriedOut(['compare', 'reports', 'after', '--json', '--format', 'json'], cwd);
    const byBaseline = await carriedOut(['compare', 'baseline', 'after', '--json', '--format', 'json'], cwd);
    expect([byBaseline.code, byBaseline.stderr]).toEqual([4, '']);
    expect(JSON.parse(byBaseline.stdout).metrics).toEqual(JSON.parse(byRuns.stdout).metrics);
  });

  test('set says what it replaces, --add keeps the newest 20, each once', async () => {
    const { cwd, ids } = await withBaseline(runs(6, { seed: 2 }));
    const added = await carriedOut(['baseline', 'set', '--add', 'after', ids.before[0]!], cwd);
    expect(added.stdout).toContain('12 runs of load at medium, 10 Nov 2026, 10:00 UTC to 20 Nov 2026, 10:00 UTC');
    written(join(cwd, 'more'), runs(10, { seed: 3 }), 30);
    const more = await carriedOut(['baseline', 'set', '--add', 'more'], cwd);
    expect(more.stdout).toContain('20 runs of load');
    expect(more.stdout).toContain('2 older runs left out');
    const replaced = await carriedOut(['baseline', 'set', 'reports'], cwd);
    expect(replaced.stdout).toContain('in place of 20 runs of load at medium');
    expect(replaced.stdout).toMatch(/p95 10\d ms → \d+ ms/);
    expect(replaced.stdout).toContain('Next: add runs, until there are 10');
  });

  test('--add refuses runs of another level than those that are kept, whose baseline would pass either', async () => {
    const { cwd } = await withBaseline(runs(5, { slower: 1.1, seed: 2 }), runs(10, { error: 0.005 }));
    const before = readFileSync(join(cwd, FILE), 'utf8');
    const { code, stderr } = await carriedOut(['baseline', 'set', '--add', 'after'], cwd);
    expect([code, stderr]).toEqual([2, expect.stringContaining('another level than the 10 that are kept: p50 +')]);
    expect(stderr).toMatch(/; p95 \+\S+ % \(\+\S+ % to \+\S+ %\), regression; /);
    expect(stderr).toContain('next: find what changed; to accept the new level, set these runs without --add');
    written(join(cwd, 'one'), runs(1, { slower: 1.4, seed: 3, error: 0.005 }), 21);
    expect((await carriedOut(['baseline', 'set', '--add', 'one'], cwd)).code).toBe(2);
    written(join(cwd, 'faster'), runs(5, { slower: 0.9, seed: 4 }), 22);
    expect((await carriedOut(['baseline', 'set', '--add', 'faster'], cwd)).stderr).toContain(', improvement');
    expect(readFileSync(join(cwd, FILE), 'utf8')).toBe(before);
    expect((await carriedOut(['baseline', 'set', 'after'], cwd)).code).toBe(0);
  });

  test('show and clear', async () => {
    const { cwd } = await withBaseline(runs(1));
    const shown = await carriedOut(['baseline', 'show', 'load', '--tier', 'medium'], cwd);
    expect(shown.stdout).toMatch(/ {2}p95 +\S+ ms +± \S+ %\n/);
    expect((await carriedOut(['baseline', 'clear', 'stress'], cwd)).code).toBe(2);
    expect(await carriedOut(['baseline', 'clear', 'load'], cwd)).toMatchObject({ code: 0, stderr: '' });
    expect((await carriedOut(['baseline', 'show'], cwd)).stdout).toContain('no baseline is kept');
    const gone = await carriedOut(['compare', 'baseline', 'after'], cwd);
    expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining('there is no baseline of load (medium)')]);
  });

  test.each<[string, (result: Result) => Result]>([
    ['is aborted', (result) => ({ ...result, run: { ...result.run, state: 'aborted' } })],
    ['is inconclusive', (result) => ({ ...result, validity: { ...result.validity, status: 'inconclusive' } })],
    ['the tier differs: medium, small', (result) => ({ ...result, run: { ...result.run, tier: 'small' } })],
    [
      'the CPUs differs',
      ({ provenance, ...result }) => ({
        ...result,
        provenance: { ...provenance, machine: { ...provenance.machine, cpus: 64 } },
      }),
    ],
  ])('%s: no run of a baseline, and the one that is there stays', async (objection, changed) => {
    const { cwd } = await withBaseline(runs(1, { seed: 2 }).map(changed));
    const before = readFileSync(join(cwd, FILE), 'utf8');
    const refused = await carriedOut(['baseline', 'set', 'reports,after'], cwd);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(objection)]);
    // Of another tier it would be another baseline.
    if (objection.includes('tier')) return;
    expect((await carriedOut(['baseline', 'set', '--add', 'after'], cwd)).stderr).toContain(objection);
    expect(readFileSync(join(cwd, FILE), 'utf8')).toBe(before);
  });

  test('a file that is damaged, or of another version, is named and never read as none', async () => {
    const { cwd } = await withBaseline(runs(6, { seed: 2 }));
    for (const [text, what] of [
      ['{', 'the baseline cannot be read'],
      ['{ "version": 2 }', 'the baseline is of version 2, this loadkit reads version 1'],
      ['{ "version": 1, "runs": [] }', 'the baseline cannot be read'],
    ] as const) {
      writeFileSync(join(cwd, FILE), text);
      for (const command of [
        ['compare', 'baseline', 'after'],
        ['baseline', 'show'],
        ['baseline', 'set', 'reports'],
      ]) {
        const { code, stderr } = await carriedOut(command, cwd);
        expect([code, stderr]).toEqual([2, expect.stringContaining(`${FILE}: ${what}`)]);
      }
    }
  });

  test('the word means one thing: a folder of that name, a candidate, or a part of a side are refused', async () => {
    const { cwd } = await withBaseline(runs(6, { seed: 2 }));
    expect((await carriedOut(['compare', 'after', 'baseline'], cwd)).stderr).toContain('a baseline stands on the left');
    expect((await carriedOut(['compare', 'baseline,after', 'after'], cwd)).stderr).toContain('a whole side');
    mkdirSync(join(cwd, 'baseline'));
    expect((await carriedOut(['compare', 'baseline', 'after', '--format', 'json'], cwd)).code).not.toBe(2);
    written(join(cwd, 'baseline'), runs(6), 15);
    const two = await carriedOut(['compare', 'baseline', 'after'], cwd);
    expect([two.code, two.stderr]).toEqual([2, expect.stringContaining('can mean the baseline or these runs')]);
    expect((await carriedOut(['compare', './baseline', 'after', '--format', 'json'], cwd)).code).not.toBe(2);
  });

  test('runs of a side are counted once, however often they are named', async () => {
    const { cwd, ids } = twoSides(runs(2, { seed: 2 }));
    const copy = join(cwd, 'copy');
    cpSync(join(cwd, 'reports', ids.before[0]!), copy, { recursive: true });
    const doubled = await carriedOut(
      ['compare', `reports,${ids.before[0]},latest,${copy}`, 'after', '--json', '--format', 'json'],
      cwd,
    );
    expect(JSON.parse(doubled.stdout).before).toEqual(ids.before);
  });
});
