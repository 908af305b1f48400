import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import { describe, expect, onTestFinished, test } from 'vitest';
import { bundleScenario } from '../../../src/k6/bundle/bundle.ts';
import { finishBundle } from '../../../src/k6/bundle/finish.ts';
import { SYSTEM_TAGS } from '../../../src/k6/local/options.ts';
import { readLines } from '../../../src/k6/local/stream.ts';
import { RowReader } from '../../../src/k6/stock/rows.ts';
import { SummaryReader } from '../../../src/k6/stock/summary.ts';
import { METRICS } from '../../../src/metrics/catalogue.ts';
import { SampleAccumulator } from '../../../src/metrics/fold/accumulator.ts';
import type { EngineLine } from '../../../src/metrics/lines/lines.ts';
import { folded } from '../../fixtures/samples.ts';
import { engineBinary } from '../engine/engine-binary.ts';
import { startTarget } from '../target-server.ts';

const SCRIPT = `import http from 'k6/http';
import { check, group } from 'k6';
import { Counter, Gauge, Rate, Trend } from 'k6/metrics';
import { profile, step, target } from 'loadkit/k6';
const amount = new Trend('amount');
const waited = new Trend('waited', true);
const sold = new Counter('sold');
const good = new Rate('good');
const level = new Gauge('level');
export const options = profile('stress');
export default function () {
  group('first', () => step('look', () => check(http.get(target + '/a?q=' + __ITER % 3, { tags: { name: '/a', a: '1', b: '2' } }), { ok: (r) => r.status === 200 })));
  http.batch([['POST', target + '/b', 'x', { tags: { name: '/b' } }], ['GET', 'http://127.0.0.1:9/', null, { tags: { name: '/refused' } }]]);
  amount.add(Math.sqrt(__ITER) / 7, { of: 'a&b', c: '' });
  waited.add(__ITER / 3);
  sold.add(0.25);
  good.add(__ITER % 3);
  level.add(-__VU);
}`;

/** Runs the engine with its own output and csv beside each other. */
async function runBoth() {
  const folder = mkdtempSync(path.join(tmpdir(), 'loadkit-totals-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const service = await startTarget();
  onTestFinished(() => service.close());
  const [source, file, csv] = ['source.ts', 'scenario.js', 'samples.csv'].map((name) => path.join(folder, name));
  writeFileSync(source!, SCRIPT);
  const { code } = await bundleScenario(source!, path.resolve('src/scenario/k6.ts'));
  const options = { scenarios: { main: { executor: 'per-vu-iterations', vus: 4, iterations: 100 } } };
  const injected = {
    target: service.url,
    seed: 1,
    timeScale: 1,
    stages: [{ name: '1x', from: 0 }],
    options,
    plainOptions: options,
    hosts: {},
    systemTags: SYSTEM_TAGS,
  };
  writeFileSync(file!, finishBundle(code, injected));
  const args = [
    'run',
    '--quiet',
    '--no-usage-report',
    '--log-format=json',
    '--summary-mode=compact',
    '--out=loadkit=x',
    '--out=csv',
  ];
  const env = {
    LOADKIT_ENGINE: '1',
    LOADKIT_LEDGER: '1',
    LOADKIT_TYPES: '1',
    K6_CSV_FILENAME: csv!,
    K6_CSV_TIME_FORMAT: 'unix_nano',
  };
  const child = spawn(engineBinary!, [...args, file!], { env, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const lines: EngineLine[] = [];
  for await (const line of readLines(child.stdio[3] as Readable)) if (line) lines.push(line);
  expect(await ended).toBe(0);
  return { lines, log, csv: readFileSync(csv!) };
}

/** What loadkit makes of the csv. */
function foldCsv(csv: Buffer, log: string, start: number): EngineLine[] {
  const [header, ...rows] = parse(csv) as string[][];
  const reader = new RowReader(header!, start);
  const samples = new SampleAccumulator(METRICS, start);
  for (const row of rows) samples.add(reader.read(row)!);
  const summary = new SummaryReader();
  for (const line of log.split('\n')) summary.add(line);
  return samples.finish(summary.summary, 9);
}

describe.skipIf(!engineBinary)('csv and our own output of the same run', () => {
  test('give the same series, counts, sums and quantiles', async () => {
    const { lines, log, csv } = await runBoth();
    const hello = lines[0]!;
    const own = folded(lines);
    const made = foldCsv(csv, log, hello.t === 'hello' ? Date.parse(hello.start) : 0);
    const other = folded(made);
    expect(other.brokenLines).toBe(0);
    expect(other.end).toMatchObject({ other: 0, invalid: 0, lost: 0, untyped: {} });
    const named = ({ series }: (typeof own.series)[number]) =>
      `${series.metric} ${series.type} ${series.unit} ${series.bits} ${JSON.stringify(Object.entries(series.tags).sort())}`;
    expect(other.series.map(named).sort()).toEqual(own.series.map(named).sort());
    expect(own.series.length).toBeGreaterThan(40);
    const cells = new Map(other.series.map((each) => [named(each), each.all]));
    for (const each of own.series) {
      const [a, b] = [each.all, cells.get(named(each))!];
      const what = named(each);
      expect([what, b.count]).toEqual([what, a.count]);
      const exact = each.series.unit !== 'none' || each.series.type !== 'trend';
      if (exact && each.series.unit !== 'seconds') expect([what, b.sum]).toEqual([what, a.sum]);
      expect(Math.abs(b.sum - a.sum)).toBeLessThan(1e-6 * a.count);
      if (each.series.type !== 'trend') continue;
      if (exact) expect([what, b.min, b.max]).toEqual([what, a.min, a.max]);
      for (const q of [0.5, 0.95])
        expect(Math.abs(b.quantile(q)! - a.quantile(q)!)).toBeLessThanOrEqual(0.001 * a.quantile(q)!);
    }
    const total = (metric: string) => [own, other].map((timeline) => timeline.total({ metric, where: {} })!.sum);
    for (const metric of ['http_reqs', 'iterations', 'checks', 'data_sent', 'data_received']) {
      const [a, b] = total(metric);
      expect([metric, b]).toEqual([metric, a]);
    }
    expect(total('iterations')[0]).toBe(400);
    expect(other.exemplars.map(({ kind, value, code, url }) => [kind, value, code, url]).sort()).toEqual(
      own.exemplars.map(({ kind, value, code, url }) => [kind, value, code, url]).sort(),
    );
    // The engine's ledger knows when a scenario began; a stock k6 is told by the script.
    expect(lines.find((line) => line.t === 'mark')).toMatchObject({ scenario: 'main' });
    expect(made.some((line) => line.t === 'mark')).toBe(false);
  });
});
