import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { finishBundle } from '../../src/k6/finish.ts';
import { inspectScenario } from '../../src/k6/inspect.ts';
import { SYSTEM_TAGS, safetyOptions } from '../../src/k6/options.ts';
import { placeScript } from '../../src/k6/place.ts';
import { startEngine } from '../../src/k6/run.ts';
import type { EngineLine, Series } from '../../src/metrics/frame.ts';
import { type Service, startService } from '../e2e/plain/service.ts';
import { engineBinary } from './engine-binary.ts';

const scripts = path.resolve('test/e2e/plain/scripts');
const library = path.resolve('src/scenario/k6.ts');
let service: Service;
let folder: string;

beforeAll(async () => {
  service = await startService();
  folder = mkdtempSync(path.join(tmpdir(), 'loadkit-plain-test-'));
});
afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => service.seen.splice(0));

/** Runs a script as loadkit does; returns its counts by metric, and the tags of its series. */
async function runPlain(name: string, variables: Record<string, string> = {}) {
  const env = { TARGET: service.url, ...variables };
  const engine = { path: engineBinary! };
  const facts = await inspectScenario({ file: path.join(scripts, name), engine, env, library });
  const runDir = mkdtempSync(path.join(folder, 'run-'));
  const code = finishBundle(facts.bundle.code, {
    target: service.url,
    seed: 1,
    timeScale: 1,
    stages: null,
    options: null,
    plainOptions: null,
    safety: safetyOptions({ addresses: [] }),
    systemTags: SYSTEM_TAGS,
  });
  const script = await placeScript({
    code,
    usesFiles: facts.bundle.usesFiles,
    source: facts.file,
    runDir,
    runId: path.basename(runDir),
  });
  const run = await startEngine({
    engine,
    runDir,
    script,
    env,
    handleSummary: facts.exports.includes('handleSummary'),
  });
  const lines: EngineLine[] = [];
  for await (const line of run.lines) if (line) lines.push(line);
  const { code: exit } = await run.done;
  const series = lines.filter((line): line is Series => line.t === 'series');
  const end = lines.at(-1);
  const totals = new Map(end?.t === 'end' ? end.totals.map(([id, count]) => [id, count]) : []);
  const counts: Record<string, number> = {};
  for (const { id, metric } of series) counts[metric] = (counts[metric] ?? 0) + (totals.get(id) ?? 0);
  const failedChecks =
    end?.t === 'end'
      ? series
          .filter(({ metric }) => metric === 'checks')
          .flatMap(({ id, tags }) =>
            end.totals.some(([of, count, passed]) => of === id && passed < count) ? [tags['check']] : [],
          )
      : [];
  expect(facts.kind).toBe('plain');
  expect(series.every(({ tags }) => tags['stage'] === undefined)).toBe(true);
  return {
    exit,
    exceptions: run.exceptions().distinct,
    counts,
    series,
    failedChecks,
    log: readFileSync(path.join(runDir, 'k6.log'), 'utf8'),
  };
}

describe.skipIf(!engineBinary)('plain k6 scripts run unchanged', () => {
  test.each([
    ['vus-duration.js', { http_reqs: expect.any(Number), checks: expect.any(Number) }],
    ['scenarios-exec.js', { http_reqs: 14, iterations: 14 }],
    ['thresholds-sub-metric.js', { http_reqs: 10, orders: 5 }],
    ['setup-teardown.js', { http_reqs: 6, iterations: 4 }],
    ['handle-summary.js', { http_reqs: 3 }],
    ['open-data/open-data.js', { http_reqs: 6 }],
    ['modules/modules.ts', { http_reqs: 6, iterations: 3 }],
    [
      'groups-checks-metrics.js',
      { http_reqs: 10, checks: 20, page_size: 10, waiting: 10, found: 10, pages: 10, users: 10 },
    ],
    ['npm/npm.js', { http_reqs: 2 }],
    ['grpc/grpc.js', { http_reqs: 2 }],
    ['arrival-rate.js', { http_reqs: expect.any(Number) }],
    ['commonjs.js', { http_reqs: 2 }],
    ['k6-custom-metrics.js', { my_counter: 1, my_gauge: 1, my_rate: 1, my_trend: 1 }],
    ['k6-http-batch.js', { http_reqs: 2, checks: 3 }],
    ['k6-cookies.js', { checks: 26 }],
    ['k6-stages.js', { http_reqs: expect.any(Number) }],
    ['k6-thresholds.js', { http_reqs: 2 }],
    ['k6-tagging.js', { http_reqs: 1, my_trend: 1 }],
    ['k6-redirects.js', { checks: 3 }],
    ['k6-form-post.js', { http_reqs: 1, checks: 6 }],
    ['k6-websockets.js', { ws_sessions: 1 }],
    ['k6-csv/csv-parse.js', { iterations: 10 }],
    ['k6-typescript/script.ts', { iterations: 1 }],
  ])('%s', async (name, expected) => {
    const { exit, exceptions, counts, failedChecks } = await runPlain(name);
    expect(exceptions).toEqual([]);
    expect(failedChecks).toEqual([]);
    expect(exit).toBe(0);
    expect(counts).toMatchObject(expected);
  });

  test('a script that sends nothing leaves iterations and nothing else', async () => {
    const { exit, counts } = await runPlain('nothing.js');
    expect(exit).toBe(0);
    expect(service.seen).toEqual([]);
    expect(Object.keys(counts)).toEqual(expect.arrayContaining(['iterations']));
    expect(Object.keys(counts).filter((metric) => metric.startsWith('http'))).toEqual([]);
  });

  test('tags of scenarios and run reach the samples, handleSummary writes its file', async () => {
    const { series } = await runPlain('scenarios-exec.js');
    expect(series).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          metric: 'http_reqs',
          tags: expect.objectContaining({ kind: 'read', scenario: 'readers', name: 'read' }),
        }),
      ]),
    );
    const file = path.join(folder, 'summary.json');
    const { log } = await runPlain('handle-summary.js', { SUMMARY: file });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ requests: 3 });
    expect(log).toContain('summary: 3 requests');
  });
});
