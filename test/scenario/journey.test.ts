import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { PROFILES } from '../../src/config/profile/name.ts';
import { finishBundle } from '../../src/k6/bundle/finish.ts';
import { placeScript } from '../../src/k6/bundle/place.ts';
import { inspectScenario } from '../../src/k6/inspect/inspect.ts';
import { SYSTEM_TAGS, safetyOptions } from '../../src/k6/local/options.ts';
import { startEngine } from '../../src/k6/local/run.ts';
import type { EngineLine, Series } from '../../src/metrics/lines/lines.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { engineBinary } from '../k6/engine/engine-binary.ts';

const library = path.resolve('src/scenario/k6.ts');
const engine = { path: engineBinary! };

test.skipIf(!engineBinary).each(PROFILES)('the shipped %s is its profile on the journey', async (name) => {
  const facts = await inspectScenario({ file: `scenarios/${name}.ts`, engine, env: {}, library });
  expect(facts).toMatchObject({ kind: 'profile', profile: name, override: null, requests: 4 });
  expect(facts.bundle.usesFiles).toBe(false);
});

test.skipIf(!engineBinary)('the journey does on the sandbox what it says, and what it wrote is read back', async () => {
  const sandbox = await startSandbox({ slots: 4, service: 0.002 });
  onTestFinished(() => sandbox.close());
  const runDir = mkdtempSync(path.join(tmpdir(), 'loadkit-journey-test-'));
  onTestFinished(() => rmSync(runDir, { recursive: true, force: true }));
  const facts = await inspectScenario({ file: 'scenarios/stress.ts', engine, env: {}, library });
  const options = { scenarios: { main: { executor: 'per-vu-iterations', vus: 2, iterations: 1 } } };
  const code = finishBundle(facts.bundle.code, {
    target: sandbox.url,
    seed: 1,
    timeScale: 1,
    stages: [{ name: '1x', from: 0 }],
    options,
    plainOptions: options,
    hosts: {},
    systemTags: SYSTEM_TAGS,
  });
  const script = await placeScript({ code, usesFiles: false, source: facts.file, runDir, runId: 'journey' });
  const { blacklistIPs: blocked } = safetyOptions({ addresses: [] });
  const run = await startEngine({ engine, runDir, script, env: {}, blocked, handleSummary: false });
  const lines: EngineLine[] = [];
  for await (const line of run.lines) if (line) lines.push(line);
  expect((await run.done).code).toBe(0);
  expect(run.exceptions().distinct).toEqual([]);
  const end = lines.at(-1);
  const series = lines.filter((line): line is Series => line.t === 'series');
  const sum = (metric: string) =>
    series
      .filter((each) => each.metric === metric)
      .map(({ id }) => (end?.t === 'end' ? end.totals : []).find(([of]) => of === id)!);
  expect(sum('http_reqs').reduce((all, [, count]) => all + count, 0)).toBe(8);
  expect(sum('checks').map(([, count, passed]) => [count, passed])).toEqual(Array(4).fill([2, 2]));
  expect(sum('read_back').map(([, count, passed]) => [count, passed])).toEqual([[2, 2]]);
  const names = series.filter(({ metric }) => metric === 'http_reqs').map(({ tags }) => tags['name']);
  expect(names.sort()).toEqual(['/records', '/records/{id}', '/search', '/sessions']);
});
