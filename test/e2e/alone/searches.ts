import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Result } from '../../../src/result/result.ts';
import { maxRateForQuantile } from '../../../src/stats/queueing/mmc.ts';
import { type After, emptyFolder, loadkit, resultIn, runFolder, start, timelineIn, until } from '../command.ts';
import { OBJECTIVE, ONE, SLOTS, spoilt } from '../one-request.ts';
import type { Ended } from '../processes.ts';
import { startOwnSandbox } from '../service.ts';

interface Searched {
  readonly ended: Ended;
  readonly folder: string;
  readonly result: Result;
  /** The highest rate that meets the objective, with the service times that were really held. */
  readonly truth: number;
}

async function search(args: readonly string[], cwd: string, after: After): Promise<Searched> {
  writeFileSync(join(cwd, 'one.js'), ONE);
  const sandbox = await startOwnSandbox({ slots: SLOTS, service: 0.025, seed: 3 }, after);
  const ended = await loadkit(['capacity', 'one.js', '--target', sandbox.url, ...OBJECTIVE, ...args], { cwd, after });
  const { served, serviceSum } = sandbox.stats();
  await sandbox.close();
  const folder = runFolder(join(cwd, 'reports'));
  const truth = maxRateForQuantile({ servers: SLOTS, serviceTime: serviceSum / served, quantile: 0.95, limit: 0.15 });
  return { ended, folder, result: resultIn(folder), truth };
}

/** Why a search says nothing of what a test asks: the machine spoilt many of its batches. */
export function disturbance({ capacity, validity }: Result): string | undefined {
  // The sandbox stays as it is; that a search calls no steady queue drifting or unstable is for the simulator's tests.
  const unsteady = validity.reasons.find(({ code }) => code === 'capacity-drifted' || code === 'unstable');
  if (unsteady) return `the machine disturbed the sandbox: ${unsteady.text}`;
  return spoilt(capacity!, 'batches', ['invalid', 'generator']);
}

/** `loadkit capacity` on a service of known capacity. */
export function searches(): void {
  test('a search finds the capacity within its budget, exits 0, and its record is judged again to the same', async ({
    skip,
    onTestFinished: after,
  }) => {
    const cwd = emptyFolder(after);
    const begun = performance.now();
    const { ended, folder, result, truth } = await search(
      ['--budget', '2m', '--precision', '15%', '--json'],
      cwd,
      after,
    );
    const seconds = (performance.now() - begun) / 1000;
    expect(JSON.parse(ended.stdout)).toEqual(result);
    expect(ended.stderr).toMatch(/searching the highest rate that meets request_time p95 <= 150ms/);
    expect(ended.stderr).toMatch(/a capacity near \d+ requests\/s: .* of load allow about ±/);
    expect(ended.stderr).toMatch(/^bracket +20\/s: [\d.]+\/s done, .* left$/m);

    const again = await loadkit(['report', folder, '--json'], { cwd, after });
    expect(JSON.parse(again.stdout)).toEqual(result);

    const lines = timelineIn(folder) as readonly { t: string }[];
    expect(lines.filter(({ t }) => t === 'ask').length).toBe(result.capacity!.probes.length);
    expect(lines.filter(({ t }) => t === 'searched').length).toBe(1);

    const disturbed = disturbance(result);
    if (disturbed) skip(disturbed);
    expect(seconds, 'wall time').toBeLessThan(125);
    expect({ code: ended.code, reasons: result.validity.reasons }).toEqual({ code: 0, reasons: [] });
    const found = result.estimates.maxSustainableLoad!;
    expect(found.lower! / truth).toBeLessThan(1.03);
    expect(Math.abs(found.value! / truth - 1)).toBeLessThan(0.2);
    expect(result.capacity).toMatchObject({ limitedBy: 'objective', requestsPerIteration: 1, tierRate: null });
  });

  test('a search that is interrupted keeps its trials and exits 130; --resume goes on in one record', async ({
    skip,
    onTestFinished: after,
  }) => {
    const cwd = emptyFolder(after);
    writeFileSync(join(cwd, 'one.js'), ONE);
    const sandbox = await startOwnSandbox({ slots: SLOTS, service: 0.025, seed: 4 }, after);
    const args = ['capacity', 'one.js', '--target', sandbox.url, ...OBJECTIVE, '--precision', '40%', '--budget', '2m'];
    const running = start(args, { cwd, after });
    const over = () => running.child.exitCode !== null;
    await until('the dithered part', () => over() || /^track /m.test(running.stderr()), 110);
    if (over()) skip('the machine disturbed the search before it could be interrupted');
    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect(ended.code).toBe(130);
    const folder = runFolder(join(cwd, 'reports'));
    const first = resultIn(folder);
    expect(first.run.state).toBe('aborted');
    expect(first.capacity).toMatchObject({ ended: 'stopped', confirmation: null });
    expect(first.capacity!.probes.length).toBeGreaterThan(6);

    const differs = await loadkit(
      [...args.map((arg) => (arg.includes('150ms') ? arg.replace('150ms', '90ms') : arg)), '--resume', folder],
      { cwd, after },
    );
    expect(differs.code).toBe(2);
    expect(differs.stderr).toContain('what is searched is not that of the search to go on from');

    const resumed = await loadkit([...args, '--resume', folder, '--out', 'resumed', '--json'], { cwd, after });
    const second = JSON.parse(resumed.stdout) as Result;
    expect(second.capacity!.search.resumes).toBe(first.run.id);
    expect(second.capacity!.probes.slice(0, first.capacity!.probes.length).map(({ rate }) => rate)).toEqual(
      first.capacity!.probes.map(({ rate }) => rate),
    );
    expect(second.capacity!.load).toBeGreaterThan(first.capacity!.load + 20);
    const again = await loadkit(['report', runFolder(join(cwd, 'resumed')), '--json'], { cwd, after });
    expect(JSON.parse(again.stdout)).toEqual(second);
    // Whether both bounds were found within the budget is the machine's affair; the code says which.
    expect(resumed.code).toBe(second.validity.status === 'valid' ? 0 : 5);
  });
}
