import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '../../src/result/result.ts';
import { type After, emptyFolder, resultIn, runFolder, start, until } from './command.ts';
import { startService } from './service.ts';

interface Burnt {
  readonly code: number | null;
  readonly result: Result;
}

/** A run of 12 s against a service of its own on this machine, once it is loaded. */
async function loaded(threshold: string, after: After): Promise<() => Promise<Burnt>> {
  const service = await startService(undefined, after);
  const cwd = emptyFolder(after);
  writeFileSync(
    join(cwd, 'steady.js'),
    `import http from 'k6/http';
import { sleep } from 'k6';
export const options = { vus: 2, duration: '12s', thresholds: { http_req_duration: ['${threshold}'] } };
export default function () { http.get('${service.url}/'); sleep(0.05); }`,
  );
  const running = start(['run', 'steady.js'], { cwd, after });
  await until('load', () => service.requests() > 50);
  return async () => {
    const { code } = await running.ended;
    return { code, result: resultIn(runFolder(join(cwd, 'reports'))) };
  };
}

describe('every core is burnt for 5 s in mid-run', () => {
  let met: Burnt;
  let missed: Burnt;
  const cleanups: (() => void | Promise<void>)[] = [];

  /** Two runs at once, so that the cores are burnt but once. */
  beforeAll(async () => {
    const after: After = (cleanup) => void cleanups.push(cleanup);
    const both = await Promise.all([loaded('p(95)<2000', after), loaded('p(95)<0.001', after)]);
    for (let i = 0; i < availableParallelism(); i++) {
      const burning = spawn(process.execPath, ['-e', 'const end = Date.now() + 5000; while (Date.now() < end);'], {
        stdio: 'ignore',
      });
      after(() => void burning.kill('SIGKILL'));
    }
    [met, missed] = await Promise.all([both[0](), both[1]()]);
  });
  afterAll(async () => {
    for (const cleanup of cleanups.reverse()) await cleanup();
  });

  test('what is met stands, with the margin', () => {
    expect([met.code, met.result.verdict]).toEqual([0, 'met']);
    const { disturbance, caveats } = met.result!;
    expect(disturbance).toMatchObject({ disturbed: true, shared: true });
    expect(disturbance.p95).toBeGreaterThan(0);
    expect(caveats.find(({ code }) => code === 'disturbed')?.text).toMatch(/the target shares the machine/);
  });

  test('what is missed on the same machine is inconclusive, naming that cause', () => {
    expect([missed.code, missed.result.verdict]).toEqual([5, 'inconclusive']);
    const reason = missed.result.validity.reasons.find(({ code }) => code === 'disturbed');
    expect(reason?.text).toMatch(/missed, but the target shares this machine, whose CPUs had no time left/);
  });
});
