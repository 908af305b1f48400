import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Result } from '../../src/result/result.ts';
import { foldersOf, nights } from '../compare/history/nights.ts';
import { runs } from '../compare/runs/made-runs.ts';
import { emptyFolder, loadkit } from '../e2e/command.ts';
import { carriedOut } from './in-process.ts';

const version = (night: number) => `v1.${night}`;
const steady = nights(runs(30), { version });
const slower = nights(runs(10, { seed: 2, slower: 1.08 }), { from: 30, version });
const lost = nights(runs(1), { from: 40, version }).map(
  (result): Result => ({ ...result, run: { ...result.run, state: 'aborted' } }),
);
const SINCE = '20260131-020000-load-medium-a1b2c3';

function project(...results: readonly (readonly Result[])[]): string {
  const cwd = emptyFolder();
  foldersOf(join(cwd, 'reports'), results.flat());
  return cwd;
}

describe('loadkit history', () => {
  test('an open change ends with 4, in words as the built command says it; accepted it ends with 0', async () => {
    const cwd = project(steady, slower, lost);
    const { code, stdout, stderr } = await carriedOut(['history'], cwd, { columns: 120 });
    expect([code, stderr]).toEqual([4, '']);
    await expect(stdout.replaceAll(cwd, '.').replace(/\d+ days old/, '303 days old')).toMatchFileSnapshot(
      '../golden/history.txt',
    );
    const built = await loadkit(['history', '--json'], { cwd });
    expect([built.code, JSON.parse(built.stdout)]).toMatchObject([4, { verdict: 'regression', read: 41 }]);
    expect(existsSync(join(cwd, 'reports/history/history.html'))).toBe(true);

    const accepted = await carriedOut(['history', 'accept', SINCE, '--why', 'rows are encrypted now'], cwd);
    expect(accepted).toMatchObject({ code: 0, stderr: '' });
    expect(accepted.stdout).toContain('Next: commit accepted-changes.json\n');
    const after = await carriedOut(['history', '--metric', 'p95', '--format', 'junit'], cwd);
    expect(after.code).toBe(0);
    expect(after.stdout).toContain('accepted: rows are encrypted now');
    expect(readFileSync(join(cwd, 'reports/history/junit.xml'), 'utf8')).toContain('failures="0" errors="0"');

    const again = await carriedOut(['history', 'accept', SINCE, '--why', 'twice'], cwd);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('this change is accepted already')]);
    writeFileSync(join(cwd, 'accepted-changes.json'), '{');
    expect((await carriedOut(['history'], cwd)).code).toBe(2);
  });

  test('a metric that was not asked for is an alarm all the same', async () => {
    const cwd = project(steady, slower);
    const { code, stdout } = await carriedOut(['history', '--metric', 'throughput'], cwd);
    expect(code).toBe(4);
    expect(stdout).toContain('p95 +8');
    const unknown = await carriedOut(['history', '--metric', 'p59'], cwd);
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('no run has a metric "p59"')]);
  });

  test('too few runs end with 5, none with 2; what was never judged is counted', async () => {
    const cwd = project(steady.slice(0, 5));
    const id = '20260201-020000-load-medium-a1b2c3';
    mkdirSync(join(cwd, 'reports', id));
    writeFileSync(join(cwd, 'reports', id, 'record.json'), '{ "sequence": 6 }');
    const few = await carriedOut(['history'], cwd);
    expect(few.code).toBe(5);
    expect(few.stdout).toContain('6 runs read, 1 of them does not count: 1 not readable');
    const page = readFileSync(join(cwd, 'reports/history/history.html'), 'utf8');
    expect(page).toContain('No change can be told: too little is known');
    expect(page).not.toContain('No level changed');
    expect((await carriedOut(['history', '--scenario', 'stress', '--out', 'elsewhere'], cwd)).code).toBe(2);
  });

  test('nights that were never judged are the newest runs of their load: from three on nothing is known of today', async () => {
    const cwd = project(steady);
    const unjudged = (night: number, subject = 'load-medium') => {
      const folder = join(cwd, 'reports', `202602${10 + night}-020000-${subject}-a1b2c3`);
      mkdirSync(folder);
      writeFileSync(join(folder, 'record.json'), `{ "sequence": ${31 + night} }`);
      writeFileSync(join(folder, 'result.json'), '{');
    };
    for (const night of [0, 1]) unjudged(night);
    for (const night of [2, 3, 4]) unjudged(night, 'smoke-medium');
    expect((await carriedOut(['history'], cwd)).code).toBe(0);
    unjudged(5);
    const { code, stdout } = await carriedOut(['history'], cwd);
    expect(code).toBe(5);
    expect(stdout).toContain('the newest 3 runs of load medium do not count');
    // The same where the runs that count are those of a baseline, and their folders are gone.
    const kept = steady.slice(-12).map(({ run }) => run.id);
    expect((await carriedOut(['baseline', 'set', ...kept], cwd)).code).toBe(0);
    for (const { run } of steady) rmSync(join(cwd, 'reports', run.id), { recursive: true });
    const gone = await carriedOut(['history'], cwd);
    expect([gone.code, gone.stdout]).toEqual([5, expect.stringContaining('the newest 3 runs of load medium do not')]);
  });

  test('a change is accepted at a run near it, of one metric alone; elsewhere there is none', async () => {
    const cwd = project(steady, slower);
    const near = slower[2]!.run.id;
    expect((await carriedOut(['history', 'accept', near, '--why', 'x', '--metric', 'p50'], cwd)).code).toBe(0);
    expect((await carriedOut(['history'], cwd)).code).toBe(4);
    const elsewhere = await carriedOut(['history', 'accept', steady[3]!.run.id, '--why', 'x'], cwd);
    expect([elsewhere.code, elsewhere.stderr]).toEqual([2, expect.stringContaining(`open changes: ${SINCE}`)]);
  });

  test('--prune deletes old run folders, and nothing else', async () => {
    const cwd = project(steady.slice(0, 3), nights(runs(1), { from: 100_000 }));
    expect((await carriedOut(['baseline', 'set', steady[2]!.run.id], cwd)).code).toBe(0);
    const out = join(cwd, 'reports');
    const outside = join(cwd, 'outside');
    foldersOf(outside, steady.slice(5, 6));
    const [linked] = readdirSync(outside) as [string];
    symlinkSync(join(outside, linked), join(out, linked));
    symlinkSync(join(outside, linked), join(out, steady[0]!.run.id, 'link'));
    for (const other of ['sample', '20260101-020000-plan-aaaaaa']) {
      mkdirSync(join(out, other));
      writeFileSync(join(out, other, 'plan.json'), '{}');
    }
    mkdirSync(join(out, '.deleted-20250101-020000-load-medium-aaaaaa'));
    const before = readdirSync(out);
    const dry = await carriedOut(['history', '--prune', '90d', '--dry-run'], cwd);
    expect([dry.code, readdirSync(out)]).toEqual([0, before]);
    expect(dry.stdout).toMatch(/^would delete \S+ \(.+ kB\)\nwould delete .+\n2 runs would be deleted, nothing was: /);
    const done = await carriedOut(['history', '--prune', '90d'], cwd);
    expect(done.stdout).toMatch(/\n2 runs deleted: \d/);
    const gone = (name: string) =>
      name.startsWith('.deleted-') || steady.slice(0, 2).some(({ run }) => run.id === name);
    expect(readdirSync(out)).toEqual(before.filter((name) => !gone(name)));
    expect(existsSync(join(outside, linked, 'result.json'))).toBe(true);
    expect((await carriedOut(['history', '--prune', '5m'], cwd)).code).toBe(2);
  });
});
