import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { disturbance, emptyFolder, loadkit, resultIn, runFolder, undisturbed } from '../e2e/command.ts';

/** A service that lets 20 requests/s pass, and answers the others at once with 429 and Retry-After. */
async function limitedService(): Promise<string> {
  let [tokens, at] = [20, performance.now()];
  const server = createServer((_, response) => {
    const now = performance.now();
    tokens = Math.min(20, tokens + ((now - at) / 1000) * 20);
    at = now;
    const pass = tokens >= 1;
    if (pass) tokens -= 1;
    response.writeHead(pass ? 200 : 429, pass ? {} : { 'retry-after': '30' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const STRESS = `import http from 'k6/http';
import { profile, target } from 'loadkit/k6';
export const requests = 1;
export const options = profile('stress', { rate: 10, steps: [1, 8], hold: '4s', ramp: '1s', recovery: { factor: 1, hold: '4s', ramp: '1s' } });
export default function () { http.get(target + '/'); }
`;

test('B-33 a storm of 429 with Retry-After is told as a rate limit, and its step is no breaking point of the service', async ({
  skip,
}) => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'limited.ts'), STRESS);
  const url = await limitedService();
  const objective = 'http_req_failed rate < 5%';
  const args = ['run', 'limited.ts', '--target', url, '--objective', objective, '--out', 'runs'];
  const ended = await undisturbed(() => {
    rmSync(join(cwd, 'runs'), { recursive: true, force: true });
    return loadkit(args, { cwd });
  });
  const result = resultIn(runFolder(join(cwd, 'runs')));
  const told = /the target limited the rate: \d\d[\d.]* % of requests got status 429/i;
  expect(result.caveats.find(({ code }) => code === 'rate-limited')?.text).toMatch(told);
  expect(ended.stdout.replace(/\s+/g, ' ')).toMatch(told);
  // A step that other work disturbed is no end of a bracket.
  const disturbed = disturbance(result);
  if (disturbed) skip(disturbed);
  expect(Object.keys(result.estimates)).toEqual(['breakingPoint']);
  expect(result.estimates.breakingPoint?.caveats.map(({ text }) => text).join()).toContain(
    'its rate limit, not where it gives way',
  );
});
