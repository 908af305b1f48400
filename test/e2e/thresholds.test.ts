import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyFolder, resultIn, runFolder, timelineIn } from './command.ts';
import { inProcess } from './in-process.ts';
import { type Service, startService } from './plain/service.ts';
import { stockK6 } from './stock-k6.ts';

const k6 = stockK6();

let service: Service;

beforeAll(async () => {
  service = await startService();
});

afterAll(() => service.close());

async function judged(script: string, ...flags: readonly string[]) {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'script.js'), script.replaceAll('URL', service.url));
  const before = service.seen.length;
  const { code } = await inProcess(['run', 'script.js', '--out', 'out', ...flags], { cwd });
  const folder = runFolder(join(cwd, 'out'));
  const result = resultIn(folder);
  // The preflight's own request is among them.
  const seen = service.seen.slice(before).length - 1;
  return { code, result, seen, folder, zones: result.objectives.map((o) => [o.name, o.zone, o.actual]) };
}

/** What k6 makes of these, run bare: exit 99, `p(95)` of `steps` 59.5, all else met. */
const KINDS = `import http from 'k6/http';
import { Counter, Trend } from 'k6/metrics';
const steps = new Trend('steps');
const broken = new Counter('broken_orders');
const errors = new Counter('errors');
export const options = {
  vus: 1,
  iterations: 20,
  thresholds: {
    steps: ['p(95)<50', 'med<11'],
    broken_orders: ['count<1'],
    dropped_iterations: ['count==0'],
    'http_reqs{status:500}': ['count==0'],
    'http_reqs{staus:500}': ['count==0'],
    'http_reqs{url:URL/a}': ['count==20'],
    'http_reqs{service:front}': ['count==20'],
    'http_reqs{proto:HTTP/1.1}': ['count==20'],
    'errors{error:late}': ['count==20'],
    iterations: ['count==20'],
  },
};
export default function () {
  http.get('URL/a', { tags: { service: 'front' } });
  steps.add(__ITER === 19 ? 1000 : 10);
  errors.add(1, { error: 'late' });
}
`;

const JUDGED = [
  ['broken_orders count<1', 'met', 0],
  ['dropped_iterations count==0', 'met', 0],
  ['errors{error:late} count==20', 'met', 20],
  ['http_reqs{proto:HTTP/1.1} count==20', 'met', 20],
  ['http_reqs{service:front} count==20', 'met', 20],
  ['http_reqs{status:500} count==0', 'met', 0],
  // No sample carries such a tag: k6 calls it met, and so it must not be.
  ['http_reqs{staus:500} count==0', 'no-data', null],
  ['iterations count==20', 'met', 20],
  ['steps med<11', 'met', 10],
  ['steps p(95)<50', 'critical', 59.5],
];

describe('the script’s own thresholds', () => {
  const sorted = (zones: readonly (readonly [string, ...unknown[]])[]) =>
    [...zones].sort(([a], [b]) => (a < b ? -1 : 1)).filter(([name]) => !name.includes('{url:'));

  test('are judged as k6 judged them, by its values, and are so when judged again', async () => {
    const { zones, folder, result } = await judged(KINDS);
    expect(sorted(zones as [string, ...unknown[]][])).toEqual(
      JUDGED.map(([name, zone, actual]) => [
        name,
        zone,
        typeof actual === 'number' ? expect.closeTo(actual, 6) : actual,
      ]),
    );
    expect(zones.find(([name]) => String(name).includes('{url:'))).toMatchObject([expect.any(String), 'met', 20]);
    const again = await inProcess(['report', folder], { cwd: emptyFolder() });
    expect([0, 3, 5]).toContain(again.code);
    expect(resultIn(folder).objectives).toEqual(result.objectives);
  });

  test.skipIf(!k6)('are judged so of a stock k6 too', async () => {
    const { zones } = await judged(KINDS, '--engine', k6!);
    expect(sorted(zones as [string, ...unknown[]][])).toEqual(
      JUDGED.map(([name, zone, actual]) => [
        name,
        zone,
        typeof actual === 'number' ? expect.closeTo(actual, 6) : actual,
      ]),
    );
  });

  test('end the load where k6 would, also by a tag that loadkit does not need', async () => {
    const thresholds = `{ 'http_reqs{url:URL/a}': [{ threshold: 'count<1', abortOnFail: true }] }`;
    const { zones, seen, result } = await judged(`import http from 'k6/http';
import { sleep } from 'k6';
export const options = { vus: 1, duration: '30s', thresholds: ${thresholds} };
export default function () { http.get('URL/a'); sleep(0.2); }`);
    expect(zones).toMatchObject([[expect.any(String), 'critical', seen]]);
    // k6 looks every two seconds.
    expect(seen).toBeLessThan(60);
    expect(result.totals.requests).toBe(seen);
  });

  test('have rates over the true duration', async () => {
    const { zones } = await judged(
      `import http from 'k6/http';
export const options = {
  scenarios: { a: { executor: 'constant-arrival-rate', rate: 10, timeUnit: '1s', duration: '3s', preAllocatedVUs: 5 } },
  thresholds: { iterations: ['rate>=9'] },
};
export default function () { http.get('URL/a'); }`,
      '--objective',
      'http_reqs rate >= 9/s',
    );
    // 31 of 3 s; whole seconds would make it 7.75.
    for (const [, zone, actual] of zones) expect([zone, Number(actual) > 9]).toEqual(['met', true]);
  });
});

test('a script that takes the response callback away is judged by status', async () => {
  const { result, zones } = await judged(
    `import http from 'k6/http';
http.setResponseCallback(null);
export const options = { iterations: 40 };
export default function () { http.get(__ITER % 4 ? 'URL/a' : 'URL/status/503', { tags: { name: '/a' } }); }`,
    '--objective',
    'request_time p50 < 10s',
    '--objective',
    'http_req_failed rate < 20%',
  );
  expect(zones).toMatchObject([
    [expect.any(String), 'met', expect.any(Number)],
    [expect.any(String), 'critical', 0.25],
  ]);
  expect(result.totals).toMatchObject({ requests: 40, failed: 10 });
  expect(result.objectives[0]?.samples).toBe(30);
});

test.each([['the engine'], ['a stock k6']])('with %s, URLs with ids in them hide no failure', async (which) => {
  if (which === 'a stock k6' && !k6) return;
  const { result, zones } = await judged(
    `import http from 'k6/http';
export const options = { vus: 4, iterations: 900, thresholds: { 'http_req_failed{scenario:default}': ['rate<0.2'] } };
export default function () {
  const n = __VU + '-' + __ITER;
  http.get(__ITER % 3 ? 'URL/orders/' + n : 'URL/status/500', { tags: { name: 'URL/orders/' + n } });
}`,
    ...[
      '--objective',
      'http_req_failed{scenario:default} rate < 20%',
      '--objective',
      'request_time{name:*/orders/*} p95 < 10s',
    ],
    ...(which === 'a stock k6' ? ['--engine', k6!] : []),
  );
  expect(zones.map(([, zone]) => zone)).toEqual(['critical', 'no-data', 'critical']);
  const { requests, failed } = result.totals;
  expect(requests).toBe(900);
  expect(failed).toBeGreaterThanOrEqual(300);
  expect(result.endpoints).toMatchObject([{ name: `${service.url}/orders/{id}`, requests, failed }]);
  expect(result.caveats.find(({ code }) => code === 'series-capped')?.text).toMatch(/name tag/);
});

test('the engine tells of every threshold at the end of its lines', async () => {
  const { folder } = await judged(KINDS);
  const lines = timelineIn(folder);
  const at = lines.findIndex(({ t }) => t === 'thresholds');
  expect(lines[at + 1]?.t).toBe('end');
  expect(lines[at]).toMatchObject({
    of: expect.arrayContaining([expect.objectContaining({ metric: 'steps', samples: 20 })]),
  });
});
