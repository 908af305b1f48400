import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { emptyFolder, resultIn, runFolder, start, until } from '../command.ts';
import { startService } from '../service.ts';

/** A run of 12 s against a service on this machine, every core of which is burnt for 5 s in mid-run. */
async function burnt(threshold: string) {
  const service = await startService();
  const cwd = emptyFolder();
  writeFileSync(
    join(cwd, 'steady.js'),
    `import http from 'k6/http';
import { sleep } from 'k6';
export const options = { vus: 2, duration: '12s', thresholds: { http_req_duration: ['${threshold}'] } };
export default function () { http.get('${service.url}/'); sleep(0.05); }`,
  );
  const running = start(['run', 'steady.js'], { cwd });
  await until('load', () => service.requests() > 100);
  for (let i = 0; i < availableParallelism(); i++) {
    const burning = spawn(process.execPath, ['-e', 'const end = Date.now() + 5000; while (Date.now() < end);'], {
      stdio: 'ignore',
    });
    onTestFinished(() => void burning.kill('SIGKILL'));
  }
  const { code } = await running.ended;
  return { code, result: resultIn(runFolder(join(cwd, 'reports'))) };
}

test('what is met although every core was burnt for 5 s in mid-run stands, with the margin', async () => {
  const { code, result } = await burnt('p(95)<2000');
  expect([code, result.verdict]).toEqual([0, 'met']);
  expect(result.disturbance).toMatchObject({ disturbed: true, shared: true });
  expect(result.disturbance.p95).toBeGreaterThan(0);
  expect(result.caveats.find(({ code: each }) => each === 'disturbed')?.text).toMatch(/the target shares the machine/);
});

test('what is missed then on the same machine is inconclusive, naming that cause', async () => {
  const { code, result } = await burnt('p(95)<0.001');
  expect([code, result.verdict]).toEqual([5, 'inconclusive']);
  const reason = result.validity.reasons.find(({ code: each }) => each === 'disturbed');
  expect(reason?.text).toMatch(/missed, but the target shares this machine, whose CPUs had no time left/);
});
