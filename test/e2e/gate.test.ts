import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { GateFile } from '../../src/config/gate/gate-file.ts';
import { GateResult } from '../../src/gate/gate-result.ts';
import { parseObjectiveFlag } from '../../src/objectives/written/flag.ts';
import { carriedOut } from '../cli/in-process.ts';
import { written } from '../cli/run-folders.ts';
import { runs } from '../compare/runs/made-runs.ts';
import { emptyFolder, loadkit, ROOT, resultIn, start, until } from './command.ts';

const CONFIG =
  'target: sandbox\nobjectives:\n  - { name: API response, metric: request_time, stat: p95, target: "< 2s", critical: "> 5s" }\n';

/** A project on the sandbox, with a gate. */
function project(gate: string, config = CONFIG): string {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'loadkit.config.yaml'), config);
  writeFileSync(join(cwd, 'gate.yaml'), gate);
  return cwd;
}

/** The document of the only gate below a folder. */
function gateIn(cwd: string, out: string): GateResult {
  const [folder] = readdirSync(join(cwd, out)).filter((name) => name.includes('-gate-'));
  return GateResult.parse(JSON.parse(readFileSync(join(cwd, out, folder!, 'gate.json'), 'utf8')));
}

const SHORT = 'compare: none\nrepeats: 2\nruns: [{ scenario: smoke, tiers: [small], timeScale: 0.05 }]\n';

describe('loadkit gate --dry-run', () => {
  test.each(readdirSync(join(ROOT, 'gates')).map((file) => file.replace('.yaml', '')))(
    'the shipped gate %s can be made as it is',
    async (name) => {
      const { code, stdout } = await carriedOut(['gate', name, '--dry-run'], project(SHORT));
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`^gate ${name}: \\d runs?, .* of load\\n`));
      expect(stdout).toContain('Nothing was sent.');
    },
  );

  test('the gate of the nightly workflow can be made, and a sandbox five times slower than the sample breaks each limit', async () => {
    const { jobs } = parse(readFileSync(join(ROOT, '.github/workflows/nightly.yml'), 'utf8')) as {
      jobs: { sandbox: { steps: { uses?: string; with?: { gate?: string; target?: string } }[] } };
    };
    const { gate, target } = jobs.sandbox.steps.find(({ uses }) => uses === './')!.with!;
    const dry = await carriedOut(['gate', gate!, '--target', target!, '--dry-run'], ROOT);
    expect([dry.code, dry.stderr]).toEqual([0, '']);
    const { failOn, runs: legs } = GateFile.parse(parse(readFileSync(join(ROOT, gate!), 'utf8')));
    expect(failOn).toBe('degraded');
    const stated = legs.find(({ scenario }) => scenario === 'load')!.objectives!.map(parseObjectiveFlag);
    const { latency } = resultIn(join(ROOT, 'reports/sample')).stages.find(({ name }) => name === '1x')!;
    for (const stat of ['p50', 'p95', 'p99'] as const) {
      const { target: limit } = stated.find(({ measure }) => 'stat' in measure && measure.stat === stat)!;
      expect(limit!.value / latency[stat]!, stat).toBeGreaterThan(2);
      expect(limit!.value / latency[stat]!, stat).toBeLessThan(5);
    }
  });

  test('says what it sees of each metric, from the scatter of the baseline; 3 runs against 3 are refused', async () => {
    const cwd = project('repeats: 5\nruns: [{ scenario: load, tiers: [medium] }]\n');
    const ids = written(join(cwd, 'reports'), runs(10), 10);
    const set = (some: readonly string[]) => carriedOut(['baseline', 'set', ...some], cwd);
    expect((await set(ids)).code).toBe(0);
    const seen = await carriedOut(['gate', '--dry-run'], cwd);
    expect(seen.stdout).toMatch(
      /the smallest shift that 5 runs show in 9 of 10 cases\n(.*\n){2} +p95 +100 ms +3\.\d %\n/,
    );
    writeFileSync(join(cwd, 'gate.yaml'), 'repeats: 3\nruns: [{ scenario: load, tiers: [medium] }]\n');
    await set(ids.slice(0, 3));
    const refused = await carriedOut(['gate', '--dry-run'], cwd);
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain('load at medium: this comparison can never fail');
    expect(refused.stderr).toContain('3 runs against 3 can never show a regression: the least p is 0.10');
  });

  test('objectives that are warnings, and nothing to compare with: refused', async () => {
    const cwd = project(
      'compare: none\nruns: [{ scenario: load }]\n',
      CONFIG.replace(', critical: "> 5s" }', ', severity: warning }'),
    );
    const { code, stderr } = await carriedOut(['gate', '--dry-run'], cwd);
    expect(code).toBe(2);
    expect(stderr).toContain('no objective can fail a run (API response: a warning), and nothing is compared');
  });

  test('objectives that nobody stated, and nothing to compare with: refused before anything is sent', async () => {
    const cwd = project('compare: none\nruns: [{ scenario: load }]\n', 'target: sandbox\n');
    const { code, stderr } = await carriedOut(['gate'], cwd);
    expect(code).toBe(2);
    expect(stderr).toContain('no objective is stated, and nothing is compared');
    expect(existsSync(join(cwd, 'reports'))).toBe(false);
  });
});

test('Ctrl-C in the second run ends a gate with 130; what was made stays, and --resume makes the rest', async () => {
  const cwd = project(SHORT);
  const running = start(['gate', '--format', 'json'], { cwd });
  await until('its second run', () => /run 2 of 2[\s\S]*run folder/.test(running.stderr()));
  running.child.kill('SIGINT');
  const ended = await running.ended;
  expect(ended.code).toBe(130);
  const stopped = gateIn(cwd, 'reports');
  expect(stopped).toMatchObject({ exitCode: 130, stoppedBy: 'SIGINT' });
  const [made, ...others] = stopped.legs[0]!.runs.filter(({ exitCode }) => exitCode === 0);
  expect(others).toEqual([]);
  // What ended the gate is not named; given all the same, it is made anew.
  expect(ended.stdout).toMatch(new RegExp(`loadkit gate --resume ${made!.id}\\s`));
  const all = stopped.legs[0]!.runs.map(({ id }) => join('reports', id)).join(',');
  const again = ['gate', '--resume', all, '--out', 'more', '--format', 'markdown,junit'];
  const other = await carriedOut([...again, '--target', 'https://b.test', '--target-version', 'v2'], cwd);
  expect([other.code, existsSync(join(cwd, 'more'))]).toEqual([2, false]);
  expect(other.stderr).toContain('the target differs\n  why:  http://127.0.0.1 there, https://b.test in this gate\n');
  expect(other.stderr).toContain('the target version differs\n  why:  none there, v2 in this gate\n');
  const resumed = await loadkit(again, { cwd });
  expect(resumed.code).toBe(0);
  expect(resumed.stdout).toContain('✓ The gate passes: no objective is broken in 2 runs\n');
  expect(gateIn(cwd, 'more').legs[0]!.runs.map(({ id }) => id)).toEqual([
    made!.id,
    expect.stringContaining('-smoke-small-'),
  ]);
});
