import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { finishBundle } from '../../../src/k6/bundle/finish.ts';
import { placeScript } from '../../../src/k6/bundle/place.ts';
import { inspectScenario } from '../../../src/k6/inspect/inspect.ts';
import { SYSTEM_TAGS, safetyOptions } from '../../../src/k6/local/options.ts';
import { startEngine } from '../../../src/k6/local/run.ts';
import type { EngineLine, Series } from '../../../src/metrics/lines/lines.ts';
import { type Service, startService } from '../../e2e/plain/service.ts';
import { engineBinary } from '../engine/engine-binary.ts';

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

/**
 * Runs a script as loadkit does; returns its counts by metric, and the tags of its series. All of them:
 * test/e2e/plain.test.ts.
 */
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
    hosts: {},
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
    blocked: safetyOptions({ addresses: [] }).blacklistIPs,
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
  expect(facts.kind).toBe('plain');
  expect(series.every(({ tags }) => tags['stage'] === undefined)).toBe(true);
  expect(run.exceptions().distinct).toEqual([]);
  return { exit, counts, series, log: readFileSync(path.join(runDir, 'k6.log'), 'utf8') };
}

describe.skipIf(!engineBinary)('plain k6 scripts run unchanged', () => {
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
