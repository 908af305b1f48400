import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Result } from '../../../src/result/result.ts';
import { maxRateForQuantile } from '../../../src/stats/queueing/mmc.ts';
import { type After, emptyFolder, loadkit, resultIn, runFolder, timelineIn } from '../command.ts';
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
      ['--budget', '2m', '--precision', '25%', '--json'],
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
    expect(Math.abs(found.value! / truth - 1)).toBeLessThan(0.25);
    expect(result.capacity).toMatchObject({ limitedBy: 'objective', requestsPerIteration: 1, tierRate: null });
  });
}
