import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CapacityPlan } from '../../src/result/capacity-plan.ts';
import { emptyFolder } from '../e2e/command.ts';
import { carriedOut } from './in-process.ts';

/**
 * A run as it was recorded on 2026-11-30: stress at 30, 60 and 90 requests/s on a warm `loadkit sandbox --slots 8 --service
 * 30ms`, which `process:` with its number and its own page watched.
 */
const RECORDED = fileURLToPath(new URL('../fixtures/runs/watched-sandbox', import.meta.url));

/** A project with that run, judged, and two tiers of one replica each. */
async function project(): Promise<string> {
  const cwd = emptyFolder();
  mkdirSync(join(cwd, 'reports'));
  cpSync(RECORDED, join(cwd, 'reports/watched'), { recursive: true });
  mkdirSync(join(cwd, 'tiers'));
  const tier = (name: string, rate: number) =>
    writeFileSync(
      join(cwd, 'tiers', `${name}.yaml`),
      `name: ${name}\nrate: ${rate}\nsessions: 20\napi: { replicas: 1, cpu: 1, memory: 256 MB }\n`,
    );
  tier('small', 60);
  tier('large', 120);
  expect((await carriedOut(['report', 'reports/watched', '--format', 'json'], cwd)).code).toBe(0);
  return cwd;
}

async function planned(cwd: string): Promise<CapacityPlan> {
  const { code, stdout, stderr } = await carriedOut(['plan', '--from', 'watched', '--json', '--format', 'json'], cwd);
  expect([code, stderr]).toEqual([0, '']);
  return CapacityPlan.parse(JSON.parse(stdout));
}

test('a real run that a process monitor watched: plan takes its CPU time, and asks for what it cannot tell', async () => {
  const cwd = await project();
  const plan = await planned(cwd);
  const figure = (id: string) => plan.figures.find((one) => one.id === id)!;
  const cpu = figure('cpu_time');
  expect(cpu).toMatchObject({
    basis: 'measured',
    note: expect.stringMatching(/^measured by monitor app \(cpu\) in run /),
  });
  // 0.38 ms a request; the process counts its CPU in ticks of 10 ms.
  expect(cpu.value).toBeGreaterThan(0.0003);
  expect(cpu.lower).toBeGreaterThan(0.0002);
  expect(cpu.upper).toBeLessThan(0.0006);
  expect(plan.asked.find(({ key }) => key === 'plan.cpu.time')).toBeUndefined();
  expect(plan.asked.find(({ key }) => key === 'plan.memory.perRequest')!.says).toContain('not measured: monitor app: ');
  expect(plan.limit).toMatchObject({
    tier: 'large',
    resource: 'cores',
    watched: ['CPU'],
    unwatched: ['memory', 'disk', 'network', 'connection pool'],
  });
  expect(plan.limit!.says).toMatch(
    /^at large the CPU is nearest to its limit, and far from it: 0\.05\d* cores \(0\.0\d+ to 0\.0\d+\) of 1 /,
  );

  // What is stated otherwise is used, and the two are told.
  writeFileSync(join(cwd, 'loadkit.config.yaml'), 'plan: { cpu: { time: 5ms } }\n');
  const stated = await planned(cwd);
  expect(stated.demands.find((one) => one.figure === 'cpu_time')).toMatchObject({
    source: 'stated',
    measured: { monitor: 'app' },
  });
  expect(stated.caveats.join('\n')).toContain('plan.cpu.time states 5 ms, and measured was ');
});
