import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GateResult } from '../../src/gate/gate-result.ts';
import type { Result } from '../../src/result/result.ts';
import { runs } from '../compare/runs/made-runs.ts';
import { emptyFolder, loadkit } from '../e2e/command.ts';
import { carriedOut } from './in-process.ts';
import { written } from './run-folders.ts';

/** Runs whose objective is met. */
const met = (...made: Parameters<typeof runs>) =>
  runs(...made).map(
    (one): Result => ({
      ...one,
      verdict: 'met',
      objectives: one.objectives.slice(0, 1).map((line) => ({ ...line, zone: 'met' })),
    }),
  );

/** A project with a gate, ten runs in reports/ and five in after/. */
function project(
  after: readonly Result[],
  gate = 'runs: [{ scenario: load, tiers: [medium] }]',
): { cwd: string; before: string[]; after: string[] } {
  const cwd = emptyFolder();
  mkdirSync(join(cwd, 'gates'));
  writeFileSync(join(cwd, 'gates', 'own.yaml'), `${gate}\n`);
  return { cwd, before: written(join(cwd, 'reports'), met(10), 10), after: written(join(cwd, 'after'), after, 20) };
}

describe('loadkit gate --from', () => {
  test('says what to type where there is no baseline; with one it finds what is slower, as the built command does', async () => {
    const { cwd, before } = project(met(5, { seed: 2, slower: 1.1 }));
    const without = await carriedOut(['gate', 'own', '--from', 'after', '--format', 'json'], cwd);
    expect([without.code, without.stderr]).toEqual([5, '']);
    expect(without.stdout).toContain('load at medium: loadkit baseline set 20261120-100010-load-medium-a1b2c3 ');
    expect((await carriedOut(['baseline', 'set', ...before], cwd)).code).toBe(0);
    const found = await carriedOut(
      ['gate', 'own', '--from', 'after', '--format', 'markdown,junit', '--json', '--out', 'judged'],
      cwd,
    );
    expect([found.code, found.stderr]).toEqual([4, '']);
    const gate = GateResult.parse(JSON.parse(found.stdout));
    expect(gate.legs[0]).toMatchObject({
      scenario: 'load',
      tier: 'medium',
      exitCode: 4,
      comparison: { verdict: 'regression' },
    });
    const [folder] = readdirSync(join(cwd, 'judged'));
    const of = (file: string) =>
      readFileSync(join(cwd, 'judged', folder!, file), 'utf8').replaceAll(
        /20261130-\d{6}|\d+ Nov 2026, \d\d:\d\d UTC|timestamp="[^"]*"/g,
        '…',
      );
    await expect(of('gate.md')).toMatchFileSnapshot('../golden/gate/regression.md');
    await expect(of('junit.xml')).toMatchFileSnapshot('../golden/gate/regression.junit.xml');
    const secret = [
      '--target',
      'http://ops:open-sesame@127.0.0.1:8080',
      '--format',
      'json,markdown,junit',
      '--out',
      'shown',
    ];
    expect((await carriedOut(['gate', 'own', '--from', 'after', ...secret], cwd)).stdout).not.toContain('open-sesame');
    for (const name of readdirSync(join(cwd, 'shown'), { recursive: true, encoding: 'utf8' }))
      if (/\.\w+$/.test(name)) expect(readFileSync(join(cwd, 'shown', name), 'utf8')).not.toContain('open-sesame');
    const built = await loadkit(['gate', 'own', '--from', 'after', '--format', 'json'], { cwd });
    expect(built.code).toBe(4);
    const shown = built.stdout.replace(/\n {2}\/.*\n$/, '\n');
    await expect(shown).toMatchFileSnapshot('../golden/gate/regression.txt');
  });

  test('unchanged runs pass; runs of something else are named, and not judged', async () => {
    const { cwd, before } = project(met(5, { seed: 3 }));
    await carriedOut(['baseline', 'set', ...before], cwd);
    written(
      join(cwd, 'soak'),
      met(1).map((one) => ({ ...one, run: { ...one.run, scenario: 'soak' } })),
      21,
    );
    const { code, stdout } = await carriedOut(['gate', 'own', '--from', 'after,soak', '--format', 'json'], cwd);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\n✓ The gate passes: no objective is broken, no regression is shown in 5 runs\n/);
    expect(stdout).toContain('note: of no scenario and tier of this gate, so not judged: 20261121-');
  });

  test('a broken objective ends with 3; one that nobody stated, compared with nothing, is refused', async () => {
    const broken = met(5).map(
      (one): Result => ({
        ...one,
        verdict: 'critical',
        objectives: one.objectives.map((line) => ({ ...line, zone: 'critical' })),
      }),
    );
    const gate = 'compare: none\nruns: [{ scenario: load, tiers: [medium] }]';
    const red = project(broken, gate);
    expect((await carriedOut(['gate', 'own', '--from', 'after', '--format', 'json'], red.cwd)).code).toBe(3);
    const nobody = met(5).map(
      (one): Result => ({ ...one, objectives: one.objectives.map((line) => ({ ...line, source: 'default' })) }),
    );
    const { cwd } = project(nobody, gate);
    const { code, stdout, stderr } = await carriedOut(['gate', 'own', '--from', 'after'], cwd);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('load at medium: this gate can never fail');
    expect(stderr).toContain('no objective is stated, and nothing is compared');
  });

  test('runs of another target, of several builds, or that met other objectives than those of the gate are refused', async () => {
    const { cwd, after } = project(met(5), "runs: [{ scenario: load, tiers: [medium], objectives: ['p95 < 1s'] }]");
    const judged = (...more: string[]) => carriedOut(['gate', 'own', '--from', 'after', ...more], cwd);
    const objectives = await judged();
    expect([objectives.code, objectives.stdout]).toEqual([2, '']);
    expect(objectives.stderr).toContain(
      `load at medium: ${after[0]} and 4 more cannot be judged with it: the objectives differ\n` +
        '  why:  API response (target < 0.2, critical > 0.5) there, p95 < 1s (target < 1) in this gate\n',
    );
    writeFileSync(join(cwd, 'gates', 'own.yaml'), 'runs: [{ scenario: load, tiers: [medium] }]\n');
    const target = await judged('--target', 'https://b.test');
    expect([target.code, target.stderr]).toEqual([
      2,
      expect.stringContaining('why:  http://127.0.0.1 there, https://b.test in this gate'),
    ]);
    const build = (targetVersion: string) =>
      met(1, { seed: 9 }).map((one) => ({ ...one, provenance: { ...one.provenance, targetVersion } }));
    written(join(cwd, 'after'), build('v2'), 21);
    const builds = await judged();
    expect([builds.code, builds.stderr]).toEqual([2, expect.stringContaining('target version differs')]);
  });

  test('a gate file is refused with line and column, one that is not there with those there are', async () => {
    const { cwd } = project(met(1), 'runs:\n  - { scenario: load, tiers: [mediun] }');
    const wrong = await carriedOut(['gate', 'own', '--from', 'after'], cwd);
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringContaining('gates/own.yaml:2:31 (runs[0].tiers[0]): there is no tier "mediun"'),
    ]);
    const missing = await carriedOut(['gate', 'nightli', '--from', 'after'], cwd);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('did you mean `nightly`?')]);
    const none = await carriedOut(['gate', '--from', 'after'], cwd);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('loadkit gate own, loadkit gate nightly')]);
  });
});
