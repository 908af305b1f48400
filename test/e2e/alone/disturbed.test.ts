import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder, resultIn, runFolder, start, until } from '../command.ts';
import { startService } from '../service.ts';

test('burning every core for 5 s in mid-run gives "inconclusive" naming that cause', async () => {
  const service = await startService();
  const cwd = emptyFolder();
  writeFileSync(
    join(cwd, 'steady.js'),
    `import http from 'k6/http';
import { sleep } from 'k6';
export const options = { vus: 2, duration: '12s', thresholds: { http_req_duration: ['p(95)<2000'] } };
export default function () { http.get('${service.url}/'); sleep(0.05); }`,
  );
  const running = start(['run', 'steady.js'], { cwd });
  await until('load', () => service.requests() > 100);
  for (let i = 0; i < availableParallelism(); i++) {
    spawn(process.execPath, ['-e', 'const end = Date.now() + 5000; while (Date.now() < end);'], { stdio: 'ignore' });
  }
  const ended = await running.ended;
  expect(ended.code).toBe(5);
  const result = resultIn(runFolder(join(cwd, 'reports')));
  expect(result.verdict).toBe('inconclusive');
  expect(result.validity.reasons.map((reason) => reason.code).join()).toMatch(
    /cpu-contended|cpu-pressure|late-arrivals/,
  );
  expect(result.validity.reasons[0]?.text).toMatch(/CPU/);
});
