import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Comparison } from '../../src/compare/runs/comparison.ts';
import { CLI, emptyFolder, loadkit, start, until } from './command.ts';

/** A version of the sandbox, on the port that it is given. */
const version = (service: string) =>
  `exec "${process.execPath}" "${CLI}" sandbox --port $PORT --slots 8 --service ${service}`;
/** Lateness is forgiven: the machine of the suite is busy. */
const SETTINGS = ['--set', 'rate=20', '--objective', 'http_req_duration p50 < 60s', '--pairs', '2', '--budget', '5m'];

function pairFolder(cwd: string): string {
  const [name] = readdirSync(join(cwd, 'reports'));
  return join(cwd, 'reports', name!);
}

function portsIn(stderr: string): string[] {
  return [...stderr.matchAll(/http:\/\/127\.0\.0\.1:\d+/g)].map(([url]) => url).slice(0, 2);
}

describe.concurrent('loadkit compare --pair', () => {
  test('starts both versions, loads them in turn with the same arrivals, compares, and leaves nothing running', async ({
    onTestFinished: after,
  }) => {
    const cwd = emptyFolder(after);
    const commands = ['--pair-command', version('10ms'), version('30ms')];
    const { code, stdout, stderr } = await loadkit(
      ['compare', ...commands, ...SETTINGS, '--block', '2500ms', '--json'],
      { cwd, after },
    );
    // Two pairs show nothing, whatever they show.
    expect([code, stderr]).toEqual([5, expect.stringContaining('2 pairs of blocks of 2.5 s of load')]);
    const comparison = Comparison.parse(JSON.parse(stdout));
    expect(comparison).toMatchObject({ design: 'pair', verdict: 'inconclusive', reasons: [] });
    expect(comparison.differs).toEqual({ load: [], machine: [], beside: [] });
    const folder = pairFolder(cwd);
    expect(JSON.parse(readFileSync(join(folder, 'comparison.json'), 'utf8'))).toEqual(comparison);
    expect([comparison.before.length, comparison.after.length]).toEqual([2, 2]);
    const recordOf = (id: string) => JSON.parse(readFileSync(join(folder, id, 'record.json'), 'utf8'));
    const [a, b] = [comparison.before[0]!, comparison.after[0]!].map(recordOf);
    expect(a.plan).toEqual(b.plan);
    expect([a.target, b.target].sort()).toEqual(portsIn(stderr).sort());
    expect(comparison.metrics[0]!.relative).toBeGreaterThan(0.5);
    for (const url of portsIn(stderr)) await expect(fetch(url)).rejects.toThrow();
  });

  test('Ctrl-C in a block: what was made is inconclusive, exit 130, nothing left running', async ({
    onTestFinished: after,
  }) => {
    const cwd = emptyFolder(after);
    const args = ['compare', '--pair', 'sandbox', 'sandbox', 'load', ...SETTINGS, '--block', '4s'];
    const running = start(args, { cwd, after });
    await until('the second block', () => /block 1 of 4/.test(running.stderr()));
    running.child.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect([code, stderr]).toEqual([130, expect.stringContaining('(A/A)')]);
    expect(stdout).toContain('B held against A in 0 pairs');
    expect(stdout).toContain('? Inconclusive: it was stopped by SIGINT in block 2 of 4');
    expect(existsSync(join(pairFolder(cwd), 'comparison.json'))).toBe(true);
  });
});
