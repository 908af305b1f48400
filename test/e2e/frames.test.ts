import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Timeline } from '../../src/metrics/timeline/timeline.ts';
import { readTimeline } from '../../src/store/timeline-file.ts';
import { emptyFolder, runFolder } from './command.ts';
import { inProcess } from './in-process.ts';
import { startService } from './service.ts';

/** k6's own summary, written by the script's handleSummary. */
interface Summary {
  readonly metrics: Readonly<Record<string, { readonly values: Readonly<Record<string, number>> }>>;
}

const SUMMARY = (file: string) => `
export function handleSummary(data) { return { '${file}': JSON.stringify(data) }; }
`;

const SCRIPTS: Readonly<Record<string, (url: string) => string>> = {
  'users with checks': (url) => `import http from 'k6/http';
import { check } from 'k6';
export const options = { vus: 5, duration: '4s', summaryTrendStats: ['p(95)', 'min', 'max', 'count'] };
export default function () {
  const r = http.get('${url}/a', { tags: { name: '/a' } });
  check(r, { 'is ok': (x) => x.status === 200, 'is even': () => __ITER % 2 === 0 });
}`,
  'arrivals, posts, groups': (url) => `import http from 'k6/http';
import { group } from 'k6';
export const options = { summaryTrendStats: ['p(95)', 'min', 'max', 'count'], scenarios: { a: { executor: 'constant-arrival-rate', rate: 100, duration: '4s', preAllocatedVUs: 20 } } };
export default function () {
  group('first', () => http.post('${url}/a', 'x'.repeat(1000), { tags: { name: '/a' } }));
  group('second', () => http.batch([['GET', '${url}/b', null, { tags: { name: '/b' } }], ['GET', '${url}/missing', null, { tags: { name: '/missing' } }]]));
}`,
  'setup, teardown, many names': (url) => `import http from 'k6/http';
export const options = { summaryTrendStats: ['p(95)', 'min', 'max', 'count'], scenarios: { a: { executor: 'per-vu-iterations', vus: 4, iterations: 50 } } };
export function setup() { http.get('${url}/setup'); }
export default function () { http.get('${url}/item/' + (__ITER % 30)); }
export function teardown() { http.get('${url}/teardown'); }`,
};

describe("the engine's frames are right: equal to k6's own summary", () => {
  test.each(Object.keys(SCRIPTS))('%s', async (name) => {
    const service = await startService((path) => ({ status: path === '/missing' ? 404 : 200, delay: path.length }));
    const cwd = emptyFolder();
    const file = join(cwd, 'summary.json');
    writeFileSync(join(cwd, 'script.js'), SCRIPTS[name]!(service.url) + SUMMARY(file));
    await inProcess(['run', 'script.js'], { cwd });
    const { metrics } = JSON.parse(readFileSync(file, 'utf8')) as Summary;
    const timeline = new Timeline({ bin: 1, stages: [], views: [] });
    for await (const line of readTimeline(join(runFolder(join(cwd, 'reports')), 'timeline.ndjson.gz')))
      timeline.add(line);
    expect(timeline.brokenLines).toBe(0);
    const cell = (metric: string) => timeline.total({ metric, where: {} });
    for (const metric of ['http_reqs', 'iterations', 'data_sent', 'data_received']) {
      expect([metric, cell(metric)?.sum]).toEqual([metric, metrics[metric]?.values['count']]);
    }
    if (metrics['checks']) {
      const { passes, fails } = metrics['checks'].values;
      expect([cell('checks')?.sum, cell('checks')!.count - cell('checks')!.sum]).toEqual([passes, fails]);
    }
    for (const metric of ['http_req_duration', 'http_req_waiting', 'iteration_duration']) {
      const { count, min, max } = metrics[metric]!.values;
      expect([metric, cell(metric)?.count]).toEqual([metric, count]);
      expect(cell(metric)!.min * 1000).toBeCloseTo(min!, 6);
      expect(cell(metric)!.max * 1000).toBeCloseTo(max!, 6);
    }
    // k6 interpolates between two ranks, so the comparison is with the neighbours of its p95.
    const duration = cell('http_req_duration')!;
    const own = metrics['http_req_duration']!.values['p(95)']! / 1000;
    const rank = 0.95 * (duration.count - 1) + 1;
    expect(duration.atRank(Math.floor(rank))!).toBeLessThanOrEqual(own * 1.001);
    expect(duration.atRank(Math.ceil(rank))!).toBeGreaterThanOrEqual(own * 0.999);
  });
});
