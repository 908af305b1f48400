import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Timeline } from '../../src/metrics/timeline/timeline.ts';
import type { RunRecord } from '../../src/result/record.ts';
import {
  disturbance,
  emptyFolder,
  loadkit,
  resultIn,
  runFolder,
  start,
  timelineIn,
  undisturbed,
  until,
} from './command.ts';
import { inProcess } from './in-process.ts';
import { engineIn, groupLives, isAlive } from './processes.ts';
import { startService } from './service.ts';
import { disguised, machineWith, stockK6 } from './stock-k6.ts';

const k6 = stockK6();

/** Every type of custom metric, with and without times, in setup and teardown too. */
const script = (url: string, seconds = 3) => `import http from 'k6/http';
import { check, group, sleep } from 'k6';
import { Counter, Gauge, Rate, Trend } from 'k6/metrics';
const size = new Trend('page_size');
const wait = new Trend('own_wait', true);
const found = new Rate('found');
const pages = new Counter('pages');
const users = new Gauge('users');
export const options = {
  vus: 3,
  duration: '${seconds}s',
  summaryTrendStats: ['p(95)', 'min', 'max', 'count', 'avg'],
  thresholds: { own_wait: ['p(95)<2000'], found: ['rate>0.4'], pages: ['count>5'], 'http_req_duration{name:/a}': ['p(95)<2000'] },
};
export function setup() { http.get('${url}/setup'); pages.add(5); }
export default function () {
  group('shop', () => {
    const response = http.get('${url}/a', { tags: { name: '/a', team: 'blue', colour: 'red' } });
    check(response, { 'is 200': (r) => r.status === 200 });
    size.add(response.body.length + __ITER / 7, { page: 'home', way: 'a,b "c"' });
    wait.add(response.timings.duration);
    found.add(__ITER % 2 === 0);
    pages.add(1);
    users.add(__VU);
    sleep(0.01);
  });
}
export function teardown() { http.get('${url}/teardown'); pages.add(2.5); }
`;
/** An open profile of some seconds. */
const OPEN = `import http from 'k6/http';
import { profile, step, target } from 'loadkit/k6';
export const requests = 1;
export const options = profile('stress', { rate: 40, steps: [1, 2], hold: '6s', ramp: '1s', recovery: { factor: 0.5, hold: '4s', ramp: '1s' } });
export default function () { step('ask', () => http.get(target + '/search?q=a', { tags: { name: '/search' } })); }
`;
const SUMMARY = (file: string) =>
  `export function handleSummary(data) { return { ${JSON.stringify(file)}: JSON.stringify(data), stdout: 'own summary' }; }\n`;

interface Summary {
  readonly metrics: Readonly<
    Record<string, { readonly type: string; readonly values: Readonly<Record<string, number>> }>
  >;
}

describe.skipIf(!k6)('a stock k6 where no engine is to be had', () => {
  test('smoke passes on the sandbox, and says what it is without', async ({ skip }) => {
    const env = machineWith(k6!);
    const { ended, result } = await undisturbed(async () => {
      const out = emptyFolder();
      const ended = await loadkit(['run', 'smoke', '--target', 'sandbox', '--time-scale', '0.1', '--out', out], {
        cwd: out,
        env,
      });
      return { ended, result: resultIn(runFolder(out)), code: ended.code };
    });
    expect(ended.stderr).toMatch(/no Go on the PATH to build it: running with .*\/k6, a stock k6, on the PATH/);
    const disturbed = disturbance(result);
    if (disturbed) skip(disturbed);
    expect({ code: ended.code, verdict: result.verdict, reasons: result.validity.reasons }).toEqual({
      code: 0,
      verdict: 'met',
      reasons: [],
    });
    expect(result.provenance.engine).toMatchObject({ kind: 'stock', k6: 'v2.2.0', path: join(env['PATH']!, 'k6') });
    expect(result.caveats.map(({ code }) => code)).toEqual(expect.arrayContaining(['time-scaled', 'no-lateness']));
    expect(result.caveats.map(({ code }) => code)).not.toContain('custom-metric-types');
    expect(ended.stdout).toContain('how late arrivals started');
    expect(result.totals).toMatchObject({ failed: 0, checks: { fails: 0 } });
    expect(result.totals.requests).toBeGreaterThan(5);
    expect(readdirSync(env['TMPDIR']!)).toEqual([]);
  });

  test('an open profile runs with even arrivals, its stages judged; random ones are refused when asked for', async () => {
    const out = emptyFolder();
    const cwd = emptyFolder();
    const env = machineWith(k6!);
    writeFileSync(join(cwd, 'open.ts'), OPEN);
    const args = ['run', 'open.ts', '--tier', 'medium', '--target', 'sandbox', '--out', out];
    const refused = await inProcess([...args, '--arrivals', 'poisson'], { cwd, env });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('a stock k6 has no random arrivals');
    expect(readdirSync(out)).toEqual([]);
    const ended = await inProcess(args, { cwd, env });
    expect([0, 3, 5]).toContain(ended.code);
    const folder = runFolder(out);
    const result = resultIn(folder);
    expect(result.run).toMatchObject({ state: 'complete', arrivals: 'even' });
    expect(result.caveats.find(({ code }) => code === 'pacing-even')?.text).toContain('as a stock k6 has no others');
    const { plan } = JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')) as RunRecord;
    expect(JSON.stringify(plan.options)).not.toContain('poisson');
    const lines = timelineIn(folder);
    expect(lines.filter(({ t }) => t === 'mark')).toMatchObject([{ scenario: 'main', at: expect.any(Number) }]);
    expect(result.stages.map(({ name, started }) => [name, started! > 20])).toEqual([
      ['1x', true],
      ['2x', true],
      ['recovery', true],
    ]);
    expect(
      lines.some((line) => line.t === 'series' && line.metric === 'step_duration' && line.unit === 'seconds'),
    ).toBe(true);
    expect(result.caveats.map(({ code }) => code)).not.toContain('custom-metric-types');
    expect(lines.filter((line) => line.t === 'gen' && line.cpu !== null && line.rss! > 1e7).length).toBeGreaterThan(3);
  });

  test('custom metrics equal k6’s own summary, also with a handleSummary of the script’s own', async () => {
    const service = await startService();
    const cwd = emptyFolder();
    const file = join(cwd, 'summary.json');
    writeFileSync(join(cwd, 'script.js'), script(service.url) + SUMMARY(file));
    await inProcess(['run', 'script.js'], { cwd, env: machineWith(k6!) });
    const { metrics } = JSON.parse(readFileSync(file, 'utf8')) as Summary;
    const folder = runFolder(join(cwd, 'reports'));
    const timeline = new Timeline({ bin: 1, stages: [], views: [] });
    for (const line of timelineIn(folder)) timeline.add(line);
    const cell = (metric: string) => timeline.total({ metric, where: {} })!;
    const values = (metric: string) => metrics[metric]!.values;
    expect(service.requests()).toBe(cell('http_reqs').sum + 1);
    for (const metric of ['http_reqs', 'iterations', 'data_sent', 'data_received', 'pages'])
      expect([metric, cell(metric).sum]).toEqual([metric, values(metric)['count']]);
    for (const metric of ['checks', 'found']) {
      expect([metric, cell(metric).sum]).toEqual([metric, values(metric)['passes']]);
      expect([metric, cell(metric).count - cell(metric).sum]).toEqual([metric, values(metric)['fails']]);
    }
    expect(cell('users')).toMatchObject({ last: values('users')['value'], min: 1, max: 3 });
    for (const [metric, scale] of [
      ['page_size', 1],
      ['own_wait', 1000],
      ['http_req_duration', 1000],
      ['group_duration', 1000],
    ] as const) {
      const { count, min, max, avg } = values(metric);
      expect([metric, cell(metric).count]).toEqual([metric, count]);
      expect(cell(metric).min * scale).toBeCloseTo(min!, 5);
      expect(cell(metric).max * scale).toBeCloseTo(max!, 5);
      expect(cell(metric).mean! * scale).toBeCloseTo(avg!, 5);
      // k6 interpolates between two ranks, so the comparison is with the neighbours of its p95.
      const rank = 0.95 * (count! - 1) + 1;
      const own = values(metric)['p(95)']! / scale;
      expect(cell(metric).atRank(Math.floor(rank))!).toBeLessThanOrEqual(own * 1.001);
      expect(cell(metric).atRank(Math.ceil(rank))!).toBeGreaterThanOrEqual(own * 0.999);
    }
    expect(timeline.series.find(({ series }) => series.metric === 'page_size')?.series.tags).toMatchObject({
      page: 'home',
      way: 'a,b "c"',
    });
    expect(timeline.total({ metric: 'http_reqs', where: { name: '/a', team: 'blue', colour: 'red' } })?.sum).toBe(
      cell('iterations').sum,
    );
    expect(timeline.end).toMatchObject({ lost: 0, untyped: {}, invalid: 0, other: 0 });
    const result = resultIn(folder);
    expect(result.objectives.filter(({ source }) => source === 'k6').map(({ zone }) => zone)).toEqual([
      'met',
      'met',
      'met',
      'met',
    ]);
    expect(result.caveats.find(({ code }) => code === 'custom-metric-types')?.text).toMatch(
      /: found, own_wait, page_size, pages, users$/,
    );
    expect(readFileSync(join(folder, 'k6.log'), 'utf8')).toContain('own summary');
    expect(readFileSync(join(folder, 'k6.log'), 'utf8')).not.toContain('loadkit-types');
  });

  test('SIGINT keeps a partial report, teardown runs, custom metrics are typed', async () => {
    const service = await startService();
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'long.js'), script(service.url, 60));
    const running = start(['run', 'long.js'], { cwd, env: machineWith(k6!), reports: true });
    await until('load', () => service.requests() > 50);
    const pid = engineIn(runFolder(join(cwd, 'reports'))).pid;
    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect(ended.code).toBe(130);
    expect(isAlive(pid)).toBe(false);
    const folder = runFolder(join(cwd, 'reports'));
    expect(resultIn(folder).run.state).toBe('aborted');
    expect(
      timelineIn(folder).some((line) => line.t === 'series' && line.metric === 'pages' && line.type === 'counter'),
    ).toBe(true);
    expect(existsSync(join(folder, 'report.md'))).toBe(true);
  });

  test('a k6 that is killed is exit 7; what was measured until then is judged', async () => {
    const service = await startService();
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'long.js'), script(service.url, 60));
    const running = start(['run', 'long.js'], { cwd, env: machineWith(k6!) });
    await until('load for some seconds', () => service.requests() > 500);
    process.kill(engineIn(runFolder(join(cwd, 'reports'))).pid, 'SIGKILL');
    const ended = await running.ended;
    expect(ended.code).toBe(7);
    const result = resultIn(runFolder(join(cwd, 'reports')));
    expect(result.run.state).toBe('crashed');
    expect(result.totals.requests).toBeGreaterThan(100);
  });

  test('k6 does not outlive a loadkit that is killed, and leaves nothing behind', async () => {
    const service = await startService();
    const cwd = emptyFolder();
    const env = machineWith(k6!);
    writeFileSync(join(cwd, 'long.js'), script(service.url, 60));
    const running = start(['run', 'long.js'], { cwd, env });
    await until('load', () => service.requests() > 50);
    const pid = engineIn(runFolder(join(cwd, 'reports'))).pid;
    running.child.kill('SIGKILL');
    await until('the end of k6 and its watchdog', () => !groupLives(pid), 40);
    const sent = service.requests();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(service.requests()).toBe(sent);
    expect(readdirSync(env['TMPDIR']!)).toEqual([]);
  });

  test('doctor and check say which k6 would run, and what it is without', async () => {
    const cwd = emptyFolder();
    const env = machineWith(k6!);
    writeFileSync(join(cwd, 'open.ts'), OPEN);
    const doctor = await inProcess(['doctor'], { cwd, env });
    expect(doctor.code).toBe(0);
    expect(doctor.stdout).toMatch(/k6 v2\.2\.0; a stock k6, on the PATH\): even arrivals only, no lateness/);
    const check = await inProcess(['check', 'open.ts', '--tier', 'medium', '--target', 'sandbox'], { cwd, env });
    expect(check.stdout).toMatch(/a stock k6, on the PATH/);
    expect(check.stdout).toMatch(/even arrivals .*a stock k6 has no others/);
    const old = machineWith(disguised(k6!, 'v1.0.0'));
    expect((await inProcess(['doctor'], { cwd, env: old })).code).toBe(7);
    expect((await inProcess(['doctor', '--allow-k6-version'], { cwd, env: old })).code).toBe(0);
    const none = await inProcess(['doctor'], { cwd, env: { ...env, PATH: emptyFolder() } });
    expect(none.code).toBe(7);
    expect(none.stdout).toContain('put a k6 v2 on the PATH');
  });

  test('can be named in place of an engine', async () => {
    const service = await startService();
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'ok.js'), script(service.url, 2));
    await inProcess(['run', 'ok.js', '--engine', k6!], { cwd });
    expect(resultIn(runFolder(join(cwd, 'reports'))).provenance.engine).toMatchObject({ kind: 'stock', path: k6 });
  });
});
