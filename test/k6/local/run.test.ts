import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bundleScenario } from '../../../src/k6/bundle/bundle.ts';
import { finishBundle } from '../../../src/k6/bundle/finish.ts';
import { placeScript } from '../../../src/k6/bundle/place.ts';
import { SYSTEM_TAGS, safetyOptions } from '../../../src/k6/local/options.ts';
import { type EngineRun, type LogEntry, startEngine } from '../../../src/k6/local/run.ts';
import type { EngineLine } from '../../../src/metrics/lines/lines.ts';
import { createRedactor } from '../../../src/redact.ts';
import type { Injected } from '../../../src/scenario/injected.ts';
import { engineBinary } from '../engine/engine-binary.ts';
import { startTarget, type TargetServer } from '../target-server.ts';

const library = path.resolve('src/scenario/k6.ts');
let folder: string;
let service: TargetServer;
let count = 0;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'loadkit-run-test-'));
  service = await startTarget();
});
afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => service.seen.splice(0));

interface Started {
  readonly run: EngineRun;
  readonly runDir: string;
  readonly log: LogEntry[];
}

async function start(
  text: string,
  injected: Partial<Injected> = {},
  env: Record<string, string> = {},
): Promise<Started> {
  count += 1;
  const source = path.join(folder, `script-${count}.ts`);
  writeFileSync(source, text);
  const bundle = await bundleScenario(source, library);
  const code = finishBundle(bundle.code, {
    target: service.url,
    seed: 1,
    timeScale: 1,
    stages: null,
    options: null,
    plainOptions: null,
    hosts: {},
    systemTags: SYSTEM_TAGS,
    ...injected,
  });
  const runDir = mkdtempSync(path.join(folder, 'run-'));
  const script = await placeScript({ code, usesFiles: bundle.usesFiles, source, runDir, runId: path.basename(runDir) });
  const log: LogEntry[] = [];
  const run = await startEngine({
    engine: { path: engineBinary! },
    runDir,
    script,
    env: { TARGET: service.url, ...env },
    blocked: safetyOptions({ addresses: [] }).blacklistIPs,
    handleSummary: bundle.exports.includes('handleSummary'),
    redact: createRedactor(['s3cret-value']),
    onLog: (entry) => log.push(entry),
  });
  return { run, runDir, log };
}

async function readAll({ run }: Started): Promise<EngineLine[]> {
  const lines: EngineLine[] = [];
  for await (const line of run.lines) {
    if (line) lines.push(line);
  }
  return lines;
}

const series = (lines: EngineLine[], metric: string) =>
  lines.filter((line) => line.t === 'series' && line.metric === metric);

describe.skipIf(!engineBinary)('startEngine', () => {
  test('a profile runs with the plan’s options, its stages as tags, steps, and one mark', async () => {
    const started = await start(
      `import http from 'k6/http';
       import { profile, readBack, step, target, think } from 'loadkit/k6';
       export const options = profile('stress');
       export default function () {
         step('look', () => http.get(target + '/x', { tags: { name: '/x' } }));
         readBack('same', { a: 1, b: [2] }, { b: [2], a: 1 });
         readBack('other', { a: 1 }, { a: 2 });
         think(0.05);
       }`,
      {
        stages: [
          { name: 'first', from: 0 },
          { name: 'second', from: 1 },
        ],
        options: { scenarios: { main: { executor: 'constant-vus', vus: 1, duration: '2s' } } },
      },
    );
    const lines = await readAll(started);
    expect(await started.run.done).toEqual({ code: 0, signal: null });
    expect(lines[0]).toMatchObject({ t: 'hello', pid: started.run.pid });
    expect(lines.filter(({ t }) => t === 'mark')).toMatchObject([{ scenario: 'main' }]);
    const tags = series(lines, 'http_reqs').map((line) => line.t === 'series' && line.tags);
    expect(tags).toMatchObject([{ stage: 'first', name: '/x', group: '::look' }, { stage: 'second' }]);
    expect(series(lines, 'step_duration')[0]).toMatchObject({
      unit: 'seconds',
      tags: { step: 'look', scenario: 'main' },
    });
    expect(series(lines, 'read_back').map((line) => line.t === 'series' && line.tags['label'])).toEqual(
      expect.arrayContaining(['same', 'other']),
    );
    expect(series(lines, 'think_time')).toMatchObject([{ unit: 'seconds' }, { unit: 'seconds' }]);
    expect(lines.at(-1)?.t).toBe('end');
    expect(readFileSync(path.join(started.runDir, 'scenario.js'), 'utf8').split('\n')[0]).toContain(service.url);
  });

  test('a search does not pause, and knows what the journey asks for', async () => {
    const started = await start(
      `import { profile, think } from 'loadkit/k6';
       export const options = profile('stress');
       export default function () { think(100); think(0); }`,
      {
        pauses: false,
        options: { scenarios: { main: { executor: 'per-vu-iterations', vus: 1, iterations: 20 } } },
      },
    );
    const lines = await readAll(started);
    const ids = new Set(series(lines, 'think_time').map((line) => line.t === 'series' && line.id));
    const totals = lines.flatMap((line) => (line.t === 'end' ? line.totals.filter(([id]) => ids.has(id)) : []));
    expect(totals.map(([, count]) => count)).toEqual([20]);
    const mean = totals[0]![2] / 20;
    expect(mean).toBeGreaterThan(80);
    expect(mean).toBeLessThan(120);
  });

  test('the bundle in the run folder runs under a plain k6, at another target too', async () => {
    const started = await start(
      `import http from 'k6/http';
       import { profile, target } from 'loadkit/k6';
       export const options = profile('stress');
       export default function () { http.get(target + '/again'); }`,
      {
        target: 'http://127.0.0.1:9',
        options: { scenarios: { main: { executor: 'shared-iterations', vus: 1, iterations: 1 } } },
        plainOptions: { scenarios: { main: { executor: 'shared-iterations', vus: 1, iterations: 3 } } },
      },
    );
    await readAll(started);
    expect(service.seen).toEqual([]);
    const args = ['run', '--quiet', '--summary-mode=disabled', '--no-usage-report', '-e', `TARGET=${service.url}/`];
    await promisify(execFile)(engineBinary!, [...args, path.join(started.runDir, 'scenario.js')], { env: {} });
    expect(service.seen).toEqual(Array(3).fill('GET /again'));
  });

  test('users that go and come back carry the stage too, and all of them give one mark', async () => {
    const started = await start(
      `import http from 'k6/http';
       import { profile, target } from 'loadkit/k6';
       import { sleep } from 'k6';
       export const options = profile('stress');
       export default function () { http.get(target + '/x', { tags: { name: '/x' } }); sleep(0.05); }`,
      {
        stages: [{ name: 'only', from: 0 }],
        options: {
          scenarios: {
            main: {
              executor: 'ramping-vus',
              startVUs: 3,
              gracefulRampDown: '0s',
              stages: [
                { duration: '500ms', target: 0 },
                { duration: '300ms', target: 0 },
                { duration: '100ms', target: 3 },
                { duration: '500ms', target: 3 },
              ],
            },
          },
        },
      },
    );
    const lines = await readAll(started);
    expect(await started.run.done).toEqual({ code: 0, signal: null });
    expect(lines.filter(({ t }) => t === 'mark')).toHaveLength(1);
    const seconds = lines.flatMap((line) => (line.t === 'frame' ? [line.s] : []));
    expect(Math.max(...seconds)).toBeGreaterThanOrEqual(1);
    expect(series(lines, 'http_reqs')).toMatchObject([{ tags: { stage: 'only' } }]);
  });

  test('a plain script runs with its own options, carries no stage, and cannot leave the allow-list', async () => {
    const started = await start(
      `import http from 'k6/http';
       export const options = { vus: 2, iterations: 4, tags: { team: 'a' } };
       export default function () {
         http.get(__ENV.TARGET + '/plain');
         const other = http.get('http://198.51.100.7/', { timeout: '1s' });
         if (!/blacklist/.test(other.error)) throw new Error('not blocked: ' + other.error);
       }`,
    );
    const lines = await readAll(started);
    expect((await started.run.done).code).toBe(0);
    expect(started.run.exceptions().distinct).toEqual([]);
    expect(service.seen).toHaveLength(4);
    const [first] = series(lines, 'http_reqs');
    expect(first).toMatchObject({ tags: { team: 'a', scenario: 'default' } });
    expect(first?.t === 'series' && Object.keys(first.tags)).not.toContain('stage');
  });

  test('exceptions are counted and named by the line of the source', async () => {
    const started = await start(
      `import { sleep } from 'k6';
export const options = { iterations: 5 };
interface Broken { readonly when: number }
export default function (): void {
  sleep(0.01);
  const broken: Broken = { when: __ITER };
  if (broken.when < 3) throw new Error('boom s3cret-value');
  broken.toFixed();
}`,
    );
    await readAll(started);
    expect((await started.run.done).code).toBe(0);
    const { distinct, others } = started.run.exceptions();
    const file = path.join(folder, `script-${count}.ts`);
    expect(others).toBe(0);
    expect(distinct).toMatchObject([
      { message: 'Error: boom ***', count: 3, where: { file, line: 7 } },
      { count: 2, where: { file, line: 8 } },
    ]);
    expect(started.log.map(({ text }) => text)).toEqual([
      expect.stringMatching(/script-\d+\.ts:7:\d+: Error: boom \*\*\*$/),
      expect.stringContaining('script-'),
    ]);
    expect(readFileSync(path.join(started.runDir, 'k6.log'), 'utf8')).not.toContain('s3cret-value');
  });

  test('the log is cut at 5 MB and says how much is missing', async () => {
    const started = await start(
      `export const options = { iterations: 400 };
       const line = 'x'.repeat(10000);
       export default function () { for (let i = 0; i < 3; i++) console.log(line); console.log('y'.repeat(50000)); }`,
    );
    await readAll(started);
    await started.run.done;
    const log = readFileSync(path.join(started.runDir, 'k6.log'), 'utf8');
    expect(log.length).toBeLessThan(5.1 * 2 ** 20);
    expect(log.trimEnd().split('\n').at(-1)).toMatch(/^loadkit: \d+ more lines \(\d+ bytes\) were cut off here$/);
    expect(log).toMatch(/… \(\d+ characters cut\)/);
  });

  test('an interrupt stops it once: teardown runs, the end is written', async () => {
    const started = await start(
      `import http from 'k6/http'; import { sleep } from 'k6';
       export const options = { vus: 1, duration: '60s' };
       export default function () { sleep(0.1); }
       export function teardown() { http.get(__ENV.TARGET + '/teardown'); }`,
    );
    const lines: EngineLine[] = [];
    for await (const line of started.run.lines) {
      if (line) lines.push(line);
      if (line?.t === 'hello') {
        await pause(300);
        started.run.interrupt();
        started.run.interrupt();
      }
    }
    expect(await started.run.done).toEqual({ code: 105, signal: null });
    expect(lines.at(-1)?.t).toBe('end');
    expect(service.seen).toEqual(['GET /teardown']);
    // What loadkit asked for is no error to tell.
    expect(started.log).toEqual([]);
  });

  test('the rate of a running scenario can be set', async () => {
    const started = await start(
      `import { profile } from 'loadkit/k6';
       export const options = profile('stress');
       export default function () {}`,
      {
        options: {
          scenarios: {
            main: {
              executor: 'poisson-arrival-rate',
              startRate: 1,
              timeUnit: '1s',
              stages: [{ duration: '4s', target: 1 }],
              preAllocatedVUs: 5,
              maxVUs: 5,
              seed: 3,
            },
          },
        },
      },
    );
    const lines: EngineLine[] = [];
    for await (const line of started.run.lines) {
      if (line) lines.push(line);
      // Not before the scenario has begun: the engine steers what runs.
      if (line?.t === 'gen' && line.scheduled !== undefined) started.run.setRate(200, 'main');
    }
    const scheduled = lines.reduce((sum, line) => sum + (line.t === 'gen' ? (line.scheduled ?? 0) : 0), 0);
    expect(scheduled).toBeGreaterThan(100);
  });

  test('the copy beside the source is gone once the engine has read it', async () => {
    const started = await start(
      `import { sleep } from 'k6';
       const text = open('./script-${count + 1}.ts');
       export const options = { vus: 1, duration: '60s' };
       export default function () { sleep(text.length > 0 ? 0.1 : 0); }`,
    );
    expect(readdirSync(folder).filter((name) => name.startsWith('.loadkit'))).toHaveLength(1);
    for await (const line of started.run.lines) {
      if (line?.t !== 'hello') continue;
      expect(readdirSync(folder).filter((name) => name.startsWith('.loadkit'))).toEqual([]);
      started.run.kill();
    }
    expect(await started.run.done).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  test('handleSummary is called, and the caller’s K6_ variables change nothing', async () => {
    process.env['K6_ITERATIONS'] = '50';
    try {
      const out = path.join(folder, 'summary.json');
      const started = await start(
        `export const options = { iterations: 2 };
         export default function () {}
         export function handleSummary(data) { return { ${JSON.stringify(out)}: JSON.stringify(data.metrics.iterations.values.count), stdout: 'said' }; }`,
        {},
        { K6_ITERATIONS: '70', OWN: '1' },
      );
      await readAll(started);
      await started.run.done;
      expect(readFileSync(out, 'utf8')).toBe('2');
      expect(readFileSync(path.join(started.runDir, 'k6.log'), 'utf8')).toContain('said');
    } finally {
      delete process.env['K6_ITERATIONS'];
    }
  });

  test('an engine that cannot be started is exit 7', async () => {
    const runDir = mkdtempSync(path.join(folder, 'run-'));
    const script = await placeScript({
      code: '',
      usesFiles: false,
      source: path.join(folder, 'x.ts'),
      runDir,
      runId: 'x',
    });
    const engine = { path: path.join(folder, 'nothing') };
    await expect(
      startEngine({ engine, runDir, script, env: {}, blocked: [], handleSummary: false }),
    ).rejects.toMatchObject({
      exitCode: 7,
    });
  });

  test('it does not outlive a starter that is killed', async () => {
    const starter = path.join(folder, 'starter.mjs');
    const script = path.join(folder, 'forever.js');
    writeFileSync(
      script,
      "import { sleep } from 'k6'; export const options = { vus: 1, duration: '120s' }; export default function () { sleep(0.1); }",
    );
    // What startEngine does, in plain JavaScript, so that a process of its own can be killed.
    writeFileSync(
      starter,
      `import { execFile, spawn } from 'node:child_process';
       const child = spawn(${JSON.stringify(engineBinary)}, ['run', '--quiet', '--no-usage-report', '--out', 'loadkit=x', ${JSON.stringify(script)}],
         { detached: true, env: { LOADKIT_CONTROL: '1' }, stdio: ['pipe', 'ignore', 'ignore', 'pipe'] });
       child.stdio[3].once('data', () => console.log(child.pid));`,
    );
    const parent = spawn(process.execPath, [starter], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [pid] = (await new Promise<Buffer>((resolve) => parent.stdout.once('data', resolve)))
      .toString()
      .split('\n')
      .map(Number);
    parent.kill('SIGKILL');
    const deadline = Date.now() + 25_000;
    while (isAlive(pid!) && Date.now() < deadline) await pause(50);
    expect(isAlive(pid!)).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
