import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Result } from '../../src/result/result.ts';
import { emptyFolder, ROOT, resultIn, runFolder, timelineIn } from './command.ts';
import { inProcess } from './in-process.ts';
import { type Service, startService } from './plain/service.ts';

interface Expected {
  /** HTTP requests in all; left out where time decides how many: they must be as many as the service saw then. */
  readonly requests?: number;
  readonly iterations?: number;
  /** `no-data` where nothing could be judged: exit 5, also on the quietest machine. */
  readonly verdict?: 'met' | 'no-data';
  /** Thresholds of the script, as they are listed, with the zone each is in. */
  readonly thresholds?: Readonly<Record<string, string>>;
  /** Metrics that the timeline must hold, with the number of their samples. */
  readonly metrics?: Readonly<Record<string, number>>;
  readonly checks?: number;
  /** Something that the service must have seen. */
  readonly seen?: string;
}

const SCRIPTS: [kind: string, script: string, expected: Expected][] = [
  ['VUs for a duration, tags', 'vus-duration.js', { seen: 'GET /' }],
  ['stages (k6’s example)', 'k6-stages.js', {}],
  ['an arrival rate', 'arrival-rate.js', {}],
  ['scenarios, exec, tags, env', 'scenarios-exec.js', { requests: 14, iterations: 14, seen: 'POST /post' }],
  [
    'thresholds on a sub-metric and a custom metric',
    'thresholds-sub-metric.js',
    {
      requests: 10,
      verdict: 'no-data',
      metrics: { orders: 5 },
      thresholds: {
        'http_req_duration{name:home} p(95)<2000': 'met',
        // Nothing was checked: that is no pass.
        'checks rate>0.9': 'no-data',
        'http_req_duration{name:home} max<5000': 'met',
        'http_reqs{name:missing} count==5': 'met',
        'orders count>=5': 'met',
      },
    },
  ],
  [
    'thresholds (k6’s example)',
    'k6-thresholds.js',
    { requests: 2, thresholds: { 'http_req_duration p(95)<500': 'met' } },
  ],
  [
    'setup and teardown',
    'setup-teardown.js',
    { requests: 6, iterations: 4, metrics: { iterations: 4 }, seen: 'GET /teardown' },
  ],
  ['handleSummary', 'handle-summary.js', { requests: 3, iterations: 3 }],
  ['open(), SharedArray and CSV, relative to each module', 'open-data/open-data.js', { requests: 6, iterations: 6 }],
  ['CSV (k6’s example; sends nothing)', 'k6-csv/csv-parse.js', { requests: 0, iterations: 10, verdict: 'no-data' }],
  ['a proto file beside the source', 'grpc/grpc.js', { requests: 2 }],
  ['an npm import', 'npm/npm.js', { requests: 2, seen: 'POST /post' }],
  ['TypeScript in several modules', 'modules/modules.ts', { requests: 6, iterations: 3, seen: 'GET /status/204' }],
  [
    'TypeScript (k6’s example; sends nothing)',
    'k6-typescript/script.ts',
    { requests: 0, iterations: 1, verdict: 'no-data' },
  ],
  [
    'groups, checks and every type of custom metric',
    'groups-checks-metrics.js',
    {
      requests: 10,
      checks: 20,
      metrics: { page_size: 10, waiting: 10, found: 10, pages: 10, users: 10, group_duration: 20 },
    },
  ],
  [
    'custom metrics (k6’s example)',
    'k6-custom-metrics.js',
    { requests: 1, checks: 1, metrics: { my_counter: 1, my_gauge: 1, my_rate: 1, my_trend: 1 } },
  ],
  ['tags (k6’s example)', 'k6-tagging.js', { requests: 1, checks: 1, metrics: { my_trend: 1 } }],
  ['CommonJS', 'commonjs.js', { requests: 2, iterations: 2 }],
  ['redirects (k6’s example)', 'k6-redirects.js', { requests: 8, checks: 3, seen: 'GET /redirect/6' }],
  ['cookies (k6’s example)', 'k6-cookies.js', { requests: 7, checks: 26 }],
  ['a form (k6’s example)', 'k6-form-post.js', { requests: 1, checks: 6, seen: 'POST /post' }],
  ['a batch (k6’s example)', 'k6-http-batch.js', { requests: 2, checks: 3 }],
  // Nothing but a session was measured, and no objective speaks of it: nothing could be judged.
  [
    'WebSocket (k6’s example)',
    'k6-websockets.js',
    { requests: 0, verdict: 'no-data', metrics: { ws_sessions: 1, ws_connecting: 1 }, seen: 'WS /echo' },
  ],
  ['nothing at all', 'nothing.js', { requests: 0, iterations: 3, verdict: 'no-data' }],
];

let folder: string;
let before: Readonly<Record<string, string>>;
let service: Service;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'loadkit-plain-')));
  cpSync(join(ROOT, 'test/e2e/plain/scripts'), folder, { recursive: true });
  before = hashes(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  service = await startService();
});
afterEach(() => service.close());

describe('plain k6 scripts run unchanged', () => {
  test.each(SCRIPTS)('%s: %s', async (_kind, script, expected) => {
    const out = emptyFolder();
    const summary = join(out, 'summary.json');
    const ended = await inProcess(
      ['run', script, '-e', `TARGET=${service.url}`, '-e', `SUMMARY=${summary}`, '--out', out],
      { cwd: folder },
    );
    const result = resultIn(runFolder(out));
    expect(ended.stderr).not.toContain('internal error');
    expectVerdict(result, ended.code, expected.verdict ?? 'met');
    expect(result.run).toMatchObject({ state: 'complete', profile: 'script', target: service.url });
    expect(result.totals.requests).toBe(sent());
    expect(result.totals).toMatchObject({
      requests: expected.requests ?? expect.toSatisfy((count: number) => count > 10),
      checks: { fails: 0, ...(expected.checks === undefined ? {} : { passes: expected.checks }) },
      ...(expected.iterations === undefined ? {} : { iterations: expected.iterations }),
    });
    expect(result.errors.filter(({ kind }) => kind === 'script exception')).toEqual([]);
    const thresholds = result.objectives.filter(({ source }) => source === 'k6');
    expect(Object.fromEntries(thresholds.map(({ name, zone }) => [name, zone]))).toMatchObject(
      expected.thresholds ?? {},
    );
    expect(thresholds.length > 0).toBe(expected.thresholds !== undefined);
    expect(samplesByMetric(runFolder(out))).toMatchObject(expected.metrics ?? {});
    expect(tagsIn(runFolder(out))).not.toContain('stage');
    if (expected.seen) expect(service.seen).toContain(expected.seen);
    if (script === 'handle-summary.js') expect(JSON.parse(readFileSync(summary, 'utf8'))).toEqual({ requests: 3 });
    else expect(existsSync(summary)).toBe(false);
    expect(hashes(folder)).toEqual(before);
  });
});

describe('what surrounds a plain script', () => {
  const K6_VARIABLES = {
    K6_VUS: '50',
    K6_ITERATIONS: '1',
    K6_DURATION: '30s',
    K6_STAGES: '5s:10',
    K6_NO_THRESHOLDS: 'true',
    K6_NO_SUMMARY: 'true',
    K6_NO_SETUP: 'true',
    K6_OUT: 'json=k6-out.json',
    K6_SUMMARY_EXPORT: 'k6-summary.json',
    K6_LOG_OUTPUT: 'none',
    K6_CONFIG: '/nonexistent.json',
    K6_SYSTEM_TAGS: 'url',
    K6_TAGS: 'a:b',
  };

  test('the caller’s K6_* variables change nothing, and turn no verdict green', async () => {
    const cwd = emptyFolder();
    cpSync(join(folder, 'setup-teardown.js'), join(cwd, 'script.js'));
    const args = ['run', 'script.js', '-e', `TARGET=${service.url}`, '--objective', 'http_reqs count < 3', '--out'];
    const [plain, other] = [join(cwd, 'plain'), join(cwd, 'other')];
    const first = await inProcess([...args, plain], { cwd });
    const second = await inProcess([...args, other], { cwd, env: K6_VARIABLES });
    const [one, two] = [runFolder(plain), runFolder(other)];
    expect(recordIn(two).plan).toEqual(recordIn(one).plan);
    for (const name of ['requests', 'iterations', 'checks', 'dataReceived'] as const)
      expect(resultIn(two).totals[name]).toEqual(resultIn(one).totals[name]);
    expect(tagsIn(two)).toEqual(tagsIn(one));
    expect(readFileSync(join(two, 'scenario.js'), 'utf8')).not.toContain('K6_');
    for (const { code } of [first, second]) expect([3, 5]).toContain(code);
    expect(first.stderr).not.toContain('K6_');
    expect(second.stderr).toMatch(
      /ignored, though set: .*K6_VUS; give --vus 50 --iterations 1 --duration 30s --stage 5s:10/,
    );
    expect(resultIn(two).objectives[0]).toMatchObject({ zone: 'critical', actual: 6 });
    expect(readdirSync(cwd).sort()).toEqual(['other', 'plain', 'script.js']);
  });

  test('a threshold that is crossed gives 3, also with K6_NO_THRESHOLDS', async () => {
    const out = emptyFolder();
    const script = `import http from 'k6/http';
export const options = { iterations: 3, thresholds: { http_reqs: ['count<3'] } };
export default function () { http.get(__ENV.TARGET + '/'); }`;
    const { code } = await runText(script, out, { K6_NO_THRESHOLDS: 'true' });
    const result = resultIn(runFolder(out));
    expect(result.objectives).toMatchObject([{ name: 'http_reqs count<3', source: 'k6', zone: 'critical', actual: 3 }]);
    expect(code).toBe(result.verdict === 'inconclusive' ? 5 : 3);
  });

  test('a threshold without samples is no pass', async () => {
    const out = emptyFolder();
    const script = `import http from 'k6/http';
export const options = { iterations: 3, thresholds: { 'http_req_duration{name:nobody}': ['max<1000'] } };
export default function () { http.get(__ENV.TARGET + '/'); }`;
    const { code } = await runText(script, out);
    expect(code).toBe(5);
    expect(resultIn(runFolder(out)).objectives).toMatchObject([{ source: 'k6', zone: 'no-data', samples: 0 }]);
  });
});

async function runText(text: string, out: string, env: Record<string, string> = {}) {
  const cwd = emptyFolder();
  return runNamed('script.js', text, cwd, out, env);
}

async function runNamed(
  name: string,
  text: string,
  cwd: string,
  out = join(cwd, 'out'),
  env: Record<string, string> = {},
) {
  writeFileSync(join(cwd, name), text);
  const ended = await inProcess(['run', name, '-e', `TARGET=${service.url}`, '--out', out], { cwd, env });
  return { ...ended, out };
}

/** HTTP requests that the service saw, without the one that loadkit asks first. */
function sent(): number {
  return service.seen.filter((request) => !request.startsWith('WS ')).length - 1;
}

/** On a shared machine a run may rightly be inconclusive; then it must say that it is for that reason. */
function expectVerdict({ verdict, validity }: Result, code: number | null, expected: 'met' | 'no-data'): void {
  if (verdict === 'inconclusive') {
    for (const { code: reason } of validity.reasons) expect(reason).toMatch(/^(cpu-|generator-cpu|late-)/);
    expect(code).toBe(5);
    return;
  }
  expect({ verdict, code }).toEqual({ verdict: expected, code: expected === 'met' ? 0 : 5 });
}

function recordIn(run: string): { plan: unknown } {
  return JSON.parse(readFileSync(join(run, 'record.json'), 'utf8'));
}

/** Samples of every metric, by the engine's own closing totals. */
function samplesByMetric(run: string): Record<string, number> {
  const lines = timelineIn(run);
  const metrics = new Map(lines.flatMap((line) => (line.t === 'series' ? [[line.id, line.metric]] : [])));
  const counts: Record<string, number> = {};
  for (const line of lines) {
    if (line.t !== 'end') continue;
    for (const [id, count] of line.totals) {
      const metric = metrics.get(id) ?? '';
      counts[metric] = (counts[metric] ?? 0) + count;
    }
  }
  return counts;
}

function tagsIn(run: string): string[] {
  return [...new Set(timelineIn(run).flatMap((line) => (line.t === 'series' ? Object.keys(line.tags) : [])))].sort();
}

function hashes(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => join(root, name));
  return Object.fromEntries(
    files
      .filter((file) => statSync(file).isFile())
      .map((file) => [relative(root, file), createHash('sha256').update(readFileSync(file)).digest('hex')]),
  );
}
