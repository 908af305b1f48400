import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';
import { describe, expect, test } from 'vitest';
import { parseRecordLine } from '../../src/capacity/search-lines.ts';
import { judge } from '../../src/judge/judge.ts';
import { layoutOf } from '../../src/judge/layout.ts';
import { Timeline } from '../../src/metrics/timeline/timeline.ts';
import { publish } from '../../src/pipeline/publish.ts';
import { Result } from '../../src/result/result.ts';
import { createRun, FILES, loadRecord, saveRecord } from '../../src/store/runs.ts';
import { readTimeline, TimelineWriter } from '../../src/store/timeline-file.ts';
import { CLI, emptyFolder, loadkit, ROOT, resultIn, runFolder, start, timelineIn, until } from '../e2e/command.ts';
import { inProcess } from '../e2e/in-process.ts';
import { loadkitMounted, mayMount } from '../e2e/mounts.ts';
import { startCommand } from '../e2e/processes.ts';
import { startService } from '../e2e/service.ts';
import { objective, recordOf, runOf, scriptPlan } from '../fixtures/record.ts';
import { Engine } from '../fixtures/timeline.ts';
import { failCall } from './failing-calls.ts';

const ENGINE = process.env['LOADKIT_ENGINE']!;
const MOUNTS = mayMount();
const FLAGS = ['--format', 'json,markdown,html,junit', '--objective', 'http_req_duration p50 < 5s'];

/** A plain script that asks a service again and again. */
function script(url: string, options: string, body = ''): string {
  return `import http from 'k6/http';
import { check, sleep } from 'k6';
import { Trend } from 'k6/metrics';
export const options = { ${options} };
const own = new Trend('own');
export default function () { http.get('${url}/', { tags: { name: '/' } }); sleep(0.01); ${body} }
`;
}

function projectWith(code: string): string {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'a.js'), code);
  return cwd;
}

/** The most memory that a process had, bytes, read again and again while it lives. */
function peakOf(pid: number): () => number {
  let peak = 0;
  const read = () => {
    try {
      peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
    } catch {
      clearInterval(timer);
    }
  };
  const timer = setInterval(read, 100);
  return () => peak;
}

const NO_BUG = /internal error|bug in loadkit|\n\s+at /;

describe('before the run', () => {
  test.runIf(MOUNTS)(
    'B-50 what cannot be written, or is full: exit 2 before any load, naming place and next step',
    async () => {
      const service = await startService();
      const cwd = projectWith(script(service.url, 'iterations: 3'));
      const out = join(cwd, 'reports');
      const temporary = join(cwd, 'tmp');
      mkdirSync(out);
      mkdirSync(temporary);
      const full = (folder: string) =>
        `mount -t tmpfs -o size=16k tmpfs ${folder}; cat /dev/zero > ${folder}/full 2>/dev/null;`;
      const readOnly = (folder: string) => `mount -t tmpfs -o ro tmpfs ${folder};`;
      const TMPDIR = { TMPDIR: temporary };
      const rows: [what: string, shell: string, env: Record<string, string>, says: RegExp][] = [
        ['reports read-only', readOnly(out), {}, /cannot write reports: EROFS[\s\S]*--out DIR/],
        ['reports full', full(out), {}, /cannot write reports: ENOSPC[\s\S]*--out DIR/],
        ['no TMPDIR', '', { TMPDIR: join(cwd, 'none') }, /temporary files, .*none, cannot be used[\s\S]*set TMPDIR/],
        ['TMPDIR read-only', readOnly(temporary), TMPDIR, /temporary files[\s\S]*EROFS[\s\S]*set TMPDIR/],
        ['TMPDIR full', full(temporary), TMPDIR, /ENOSPC[\s\S]*temporary files[\s\S]*TMPDIR/],
        [
          'no folder to be in',
          `mkdir gone; cd gone; rmdir ../gone;`,
          {},
          /folder in which loadkit was started is gone/,
        ],
      ];
      const ended = await Promise.all(
        rows.map(([, shell, env]) =>
          loadkitMounted(['run', 'a.js', '--no-preflight'], { shell: `${shell} exec "$@"`, cwd, env }),
        ),
      );
      for (const [i, { code, stderr }] of ended.entries()) {
        const [what, , , says] = rows[i]!;
        expect({ what, code, stderr }).toEqual({ what, code: 2, stderr: expect.stringMatching(says) });
        expect(stderr).not.toMatch(NO_BUG);
      }
      expect(service.requests()).toBe(0);
      expect(readdirSync(out)).toEqual([]);
    },
  );

  test.runIf(MOUNTS)('a home that is missing or read-only is no fault', async () => {
    const service = await startService();
    const cwd = projectWith(script(service.url, 'iterations: 3'));
    const ended = await Promise.all(
      ['unset HOME;', 'export HOME=/nowhere;', `mkdir h; mount -t tmpfs -o ro tmpfs h; export HOME=$PWD/h;`].map(
        (shell) => loadkitMounted(['run', 'a.js'], { shell: `${shell} exec "$@"`, cwd }),
      ),
    );
    for (const { code, stderr } of ended) expect([code, stderr]).toEqual([expect.toBeOneOf([0, 5]), stderr]);
    expect(service.requests()).toBeGreaterThanOrEqual(9);
  });
});

describe('B-51 the disk fails at the n-th call', () => {
  const plan = scriptPlan(20);
  const record = recordOf(plan, [objective()]);
  const { lines } = runOf(plan).end().close();
  const FORMATS = ['json', 'junit'];

  /** Saves a run as the pipeline does. What of it is told to have failed; nothing of one that is whole. */
  async function save(out: string): Promise<string[]> {
    const told: string[] = [];
    const timeline = new Timeline(layoutOf(record));
    for (const line of lines) timeline.add(line);
    const { folder, sequence } = await createRun(out, 'a', null, new Date(0));
    await saveRecord(folder, { ...record, sequence });
    const writer = new TimelineWriter(join(folder, FILES.timeline));
    const tell = (error: unknown) => void told.push(String(error));
    for (const line of lines) await writer.write(line).catch(tell);
    writer.flush();
    await writer.close().catch(tell);
    const { result, series } = judge(record, timeline);
    const published = await publish(folder, result, series, FORMATS);
    return [...told, ...published.failures];
  }

  /** Every file of a run by its name; the run's number and what is drawn by chance left out. */
  function filesOf(folder: string): Record<string, string> {
    return Object.fromEntries(
      readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => [name, readFileSync(join(folder, name), 'latin1')]),
    );
  }

  test('B-51 for n = 1…200: what is not told to have failed is whole, and no file is ever a part of one', async () => {
    const reference = emptyFolder();
    await save(reference);
    const whole = filesOf(runFolder(reference));
    let calls = Number.POSITIVE_INFINITY;
    let tried = 0;
    for (let n = 1; n <= Math.min(200, calls); n++) {
      const out = emptyFolder();
      const failing = await failCall(n, n % 2 === 0 ? 'ENOSPC' : 'EIO', out);
      const told = await save(out).then(
        (failures) => failures,
        (error: unknown) => [String(error)],
      );
      failing.restore();
      if (failing.calls < n) calls = failing.calls;
      tried += 1;
      const folders = readdirSync(out).filter((name) => existsSync(join(out, name, FILES.record)));
      const [folder] = folders;
      if (told.length === 0) expect({ n, files: filesOf(join(out, folder!)) }).toEqual({ n, files: whole });
      for (const [name, content] of Object.entries(folder ? filesOf(join(out, folder)) : {})) {
        if (name === FILES.timeline) await expect(readAll(join(out, folder!, name)), `${n}`).resolves.toBeDefined();
        // It says which of the others could not be written.
        else if (name === 'junit.xml') expect(content).toMatch(/<\/testsuites>\n$/);
        else if (!name.startsWith('.')) expect({ n, name, content }).toEqual({ n, name, content: whole[name] });
      }
    }
    expect(tried).toBeGreaterThan(25);
  });

  async function readAll(file: string): Promise<number> {
    let count = 0;
    for await (const _ of readTimeline(file)) count += 1;
    return count;
  }

  test('B-51 the built command, whose report fails to be written at the n-th call: exit 9 or 2, or all is whole', async () => {
    const cwd = emptyFolder();
    await save(join(cwd, 'saved'));
    const saved = runFolder(join(cwd, 'saved'));
    const run = join(cwd, 'reports/20260101-000000-kept-aaaaaa');
    const hook = join(cwd, 'hook.mjs');
    writeFileSync(
      hook,
      `import fsp from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
let calls = 0;
for (const name of ['open', 'rename', 'mkdir', 'readFile']) {
  const own = fsp[name];
  fsp[name] = async (...args) => {
    if (String(args[0]).startsWith(process.env.FAIL_IN) && ++calls === Number(process.env.FAIL_AT))
      throw Object.assign(new Error('EIO: i/o error, ' + name), { code: 'EIO', syscall: name, path: String(args[0]) });
    return own(...args);
  };
}
syncBuiltinESMExports();
`,
    );
    const at = [2, 4, 6, 8, 10, 99];
    const ended = await Promise.all(
      at.map((n) => {
        const folder = `${run}-${n}`;
        cpSync(saved, folder, { recursive: true });
        for (const name of ['result.json', 'series.json', 'junit.xml', 'report.md'])
          writeFileSync(join(folder, name), 'old');
        const env = { NODE_OPTIONS: `--import ${hook}`, FAIL_IN: folder, FAIL_AT: String(n) };
        return loadkit(['report', folder, '--format', 'json,junit'], { cwd, env });
      }),
    );
    for (const [i, { code, stderr }] of ended.entries()) {
      const folder = `${run}-${at[i]}`;
      expect(stderr).not.toMatch(NO_BUG);
      const now = ['result.json', 'series.json', 'junit.xml'].map((name) => readFileSync(join(folder, name), 'utf8'));
      for (const text of now) expect(text === 'old' || /^[{<][\s\S]*[}>]\n?$/.test(text)).toBe(true);
      if (code === 0) expect(now).not.toContain('old');
      else expect([[2, 9].includes(code!), /EIO/.test(stderr)]).toEqual([true, true]);
      expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    }
    expect(ended.at(-1)?.code).toBe(0);
    expect(ended.filter(({ code }) => code === 9).length).toBeGreaterThan(2);
  });

  test.runIf(MOUNTS).each([
    ['while it runs', 3, "vus: 4, duration: '20s'"],
    ['when it ends', 2, "vus: 1, duration: '4s'"],
  ] as const)('B-51 the disk is full %s: what was lost is counted, exit 5, never met', async (_, seconds, options) => {
    const service = await startService();
    // Names of their own fill the record fast.
    const name = `http.get('${service.url}/x', { tags: { name: String(Math.random()) } }); console.log('x'.repeat(500));`;
    const cwd = projectWith(script(service.url, options, name));
    const out = join(emptyFolder(), 'reports');
    const kept = emptyFolder();
    mkdirSync(out);
    const ended = await loadkitMounted(['run', 'a.js', ...FLAGS, '--json', '--out', out], {
      cwd,
      shell: `mount -t tmpfs -o size=600k tmpfs ${out}
(until ls ${out}/*/record.json; do sleep 0.1; done; sleep ${seconds}; cat /dev/zero > ${out}/full) >/dev/null 2>&1 &
"$@"; code=$?
rm ${out}/full; cp -r ${out}/. ${kept}; exit $code
`,
    });
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 5, stderr: ended.stderr });
    const result = Result.parse(JSON.parse(ended.stdout));
    expect(result).toMatchObject({ verdict: 'inconclusive', run: { state: 'aborted', endedBy: 'disk' } });
    expect(result.run.reason).toMatch(/record could not be written: ENOSPC.*lines of it are lost|end of the record/);
    expect(ended.stderr).not.toMatch(NO_BUG);
    // What is on the disk says no more than what was said.
    const again = await inProcess(['report', runFolder(kept), '--format', 'junit', '--json'], { cwd });
    expect(Result.parse(JSON.parse(again.stdout)).verdict).toBe('inconclusive');
  });

  test.runIf(MOUNTS && existsSync('/dev/full'))(
    'B-51 standard output is full: exit 9 with the reason, whatever was to be printed',
    async () => {
      const cwd = emptyFolder();
      await save(join(cwd, 'saved'));
      const folder = runFolder(join(cwd, 'saved'));
      // Of several pages.
      const long = join(cwd, 'sample');
      cpSync(join(ROOT, 'reports/sample'), long, { recursive: true });
      const redirected = (args: string[], to: string) =>
        loadkitMounted(args, {
          cwd,
          shell: `mkdir -p small; mount -t tmpfs -o size=4k tmpfs small; exec "$@" > ${to}`,
        });
      const ended = await Promise.all([
        redirected(['report', folder, '--format', 'json', '--json'], '/dev/full'),
        redirected(['list', '--json'], '/dev/full'),
        redirected(['--help'], '/dev/full'),
        // A part of it fits.
        redirected(['report', long, '--format', 'json', '--json'], 'small/result.json'),
      ]);
      for (const { code, stderr } of ended) {
        expect(stderr).toMatch(/what was to be printed is lost: ENOSPC[\s\S]*next:/);
        expect({ code, stderr }).toEqual({ code: 9, stderr });
        expect(stderr).not.toMatch(NO_BUG);
      }
    },
  );
});

describe('limits of the machine', () => {
  test('B-52 too few files may be open: no hang, and never the service’s fault', async () => {
    const service = await startService();
    const cwd = projectWith(
      script(service.url, "vus: 100, duration: '3s', thresholds: { http_req_failed: ['rate<0.01'] }"),
    );
    const limited = (files: number) =>
      startCommand('bash', ['-c', `ulimit -n ${files}; exec "$@"`, 'bash', process.execPath, CLI, 'run', 'a.js'], {
        cwd,
        env: process.env,
      }).ended;
    const [some, few] = await Promise.all([limited(64), limited(30)]);
    expect(some.stdout + some.stderr).toMatch(/too many\s+open\s+files[\s\S]*ulimit\s+-n/);
    expect(some.code).toBe(5);
    for (const { code, stderr } of [some, few]) {
      expect(stderr).not.toMatch(NO_BUG);
      expect([code, stderr]).not.toEqual([expect.toBeOneOf([0, 1, 3]), stderr]);
    }
  });

  test('B-53 2 h at 5,000 samples/s replayed: no growth after the warm-up', () => {
    v8.setFlagsFromString('--expose-gc');
    const collect = vm.runInNewContext('gc') as () => void;
    const heap = () => {
      collect();
      return process.memoryUsage().heapUsed / 1e6;
    };
    const before = heap();
    const second = new Engine();
    for (let endpoint = 0; endpoint < 4; endpoint++) {
      const latencies = Array.from({ length: 250 }, (_, i) => 0.01 * 1.02 ** i + endpoint / 1000);
      second.requests(0, { latencies, name: `/${endpoint}`, iterations: 250 });
    }
    const texts = second.lines.filter(({ t }) => t === 'frame').map((line) => JSON.stringify(line));
    const timeline = new Timeline(
      layoutOf({ kind: 'script', plan: scriptPlan(7200), objectives: [objective({ over: 30 })] }),
    );
    for (const line of new Engine().hello().lines) timeline.add(line);
    for (const line of second.lines) if (line.t === 'series') timeline.add(line);
    const gen = new Engine();
    const measured: number[] = [];
    for (let s = 0; s < 7200; s++) {
      for (const text of texts) timeline.add(parseRecordLine(text.replace('"s":0', `"s":${s}`)));
      timeline.add(gen.gen(s).lines.pop());
      if (s % 1200 === 1199) measured.push(heap());
    }
    expect(timeline.total({ metric: 'http_reqs', where: {} })?.sum).toBe(7_200_000);
    // 1,000 requests/s, five samples each. Windows are the only thing that grows: 1,440 of them, packed.
    expect(measured.at(-1)! - measured[0]!, measured.join(' ')).toBeLessThan(60);
    expect(measured.at(-1)! - before).toBeLessThan(300);
  });

  test('B-54 200,000 distinct URLs: capped, told, and bounded in memory; names of 100 kB, too', async () => {
    const service = await startService();
    const long = `http.get('${service.url}/' + 'x'.repeat(2000), { tags: { name: 'n'.repeat(1e5) } });`;
    const many = `for (let i = 0; i < 200000; i++) own.add(1, { url: 'http://h/' + i + '/' + Math.random() });
      for (let i = 0; i < 300; i++) own.add(1, { huge: String(i) + '/' + 'x'.repeat(1e5) });
      check(null, { ['c'.repeat(1e5)]: () => true });`;
    const limit = `thresholds: { ['http_reqs{huge:' + 'h'.repeat(1e5) + '}']: ['count<1'] }`;
    const cwd = projectWith(script(service.url, `iterations: 1, ${limit}`, long + many));
    const running = start(['run', 'a.js', ...FLAGS], { cwd });
    const peak = peakOf(running.child.pid!);
    const { code, stdout, stderr } = await running.ended;
    expect([code, stderr]).toEqual([expect.toBeOneOf([0, 5]), stderr]);
    expect(stdout.length).toBeLessThan(50_000);
    const result = resultIn(runFolder(join(cwd, 'reports')));
    expect(result.caveats.find((caveat) => caveat.code === 'series-capped')?.text).toMatch(
      /(19\d|20\d),\d{3} samples lost/,
    );
    const folder = runFolder(join(cwd, 'reports'));
    // Three times: the name of the objective, its measure in words, and what the measure selects.
    expect(statSync(join(folder, 'result.json')).size).toBeLessThan(400_000);
    const rss = timelineIn(folder).map((line) => (line.t === 'gen' ? (line.rss ?? 0) : 0));
    const series = timelineIn(folder).flatMap((line) => (line.t === 'series' ? [JSON.stringify(line).length] : []));
    expect(Math.max(...series)).toBeLessThan(5_000);
    expect({ loadkit: peak() < 600e6, engine: Math.max(...rss) < 1.5e9 }).toEqual({ loadkit: true, engine: true });
    for (const name of ['report.html', 'report.md', 'junit.xml'])
      expect(statSync(join(folder, name)).size, name).toBeLessThan(3e6);
  });

  test('B-25 10,000 check failures/s and 50 MB of console.log: the log is cut with a count, the disk is bounded', async () => {
    const service = await startService();
    const noise = `if (__ITER < 2) { for (let i = 0; i < 50000; i++) console.log('x'.repeat(500)); }
      for (let i = 0; i < 10000; i++) check(null, { 'never holds': () => false });`;
    const cwd = projectWith(script(service.url, 'iterations: 3', noise));
    const running = start(['run', 'a.js', '--json', ...FLAGS], { cwd });
    const peak = peakOf(running.child.pid!);
    const { stdout, stderr } = await running.ended;
    const folder = runFolder(join(cwd, 'reports'));
    const log = readFileSync(join(folder, 'k6.log'), 'utf8');
    expect(log.length).toBeLessThan(5.5e6);
    expect(log).toMatch(/loadkit: \d+ more lines \(\d+ bytes\) were cut off here\n$/);
    expect(Result.parse(JSON.parse(stdout)).totals.checks.fails).toBe(30_000);
    expect(stderr.length).toBeLessThan(100_000);
    expect(peak()).toBeLessThan(500e6);
  });

  test('B-25 600 MB without a newline from the engine, half of them in its lines: bounded in time and memory', async () => {
    const service = await startService();
    const cwd = projectWith(script(service.url, 'iterations: 1'));
    const wrapper = join(cwd, 'engine.sh');
    const flood = (bytes: number) => `head -c ${bytes} /dev/zero | tr '\\0' x`;
    writeFileSync(
      wrapper,
      `#!/bin/bash
if [ "$1" != run ] || [[ "$*" == *preflight* ]]; then exec ${ENGINE} "$@"; fi
${flood(300e6)} >&2; ${flood(300e6)} >&3
exec ${ENGINE} "$@"
`,
    );
    chmodSync(wrapper, 0o755);
    const running = start(['run', 'a.js', '--engine', wrapper, ...FLAGS], { cwd });
    const peak = peakOf(running.child.pid!);
    const { code, stderr } = await running.ended;
    expect([code, stderr]).toEqual([5, stderr]);
    expect(resultIn(runFolder(join(cwd, 'reports'))).validity.reasons.map((reason) => reason.code)).toContain(
      'frames-lost',
    );
    expect(statSync(join(runFolder(join(cwd, 'reports')), 'k6.log')).size).toBeLessThan(1e6);
    expect(stderr.length).toBeLessThan(100_000);
    expect(peak()).toBeLessThan(700e6);
  });
});

describe('time', () => {
  test('B-55 loadkit is stopped for 6 s: k6 goes on at its rate, nothing is lost, and the lag is told', async () => {
    const service = await startService();
    const rate =
      "scenarios: { a: { executor: 'constant-arrival-rate', rate: 50, duration: '9s', preAllocatedVUs: 20 } }";
    const cwd = projectWith(script(service.url, rate));
    const running = start(['run', 'a.js', ...FLAGS], { cwd });
    await until('load', () => service.requests() > 50);
    running.child.kill('SIGSTOP');
    const before = service.requests();
    await new Promise((resolve) => setTimeout(resolve, 6000));
    const meanwhile = service.requests() - before;
    running.child.kill('SIGCONT');
    await running.ended;
    const result = resultIn(runFolder(join(cwd, 'reports')));
    expect(meanwhile).toBeGreaterThan(200);
    expect(result.caveats.find((caveat) => caveat.code === 'reader-late')?.text).toMatch(/stood still for ([5-9]|1\d)/);
    expect(result.validity.reasons.map((reason) => reason.code)).not.toContain('frames-lost');
    expect(result.totals.requests).toBeGreaterThan(430);
  });

  const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
  test('B-57 the wall clock steps by an hour in mid-run, in Kathmandu and in Turkish: lengths hold, times are ISO with a zone', async ({
    skip,
  }) => {
    if (!existsSync(FAKETIME)) skip('no clock to set here: apt-get install libfaketime');
    const service = await startService();
    const cwd = projectWith(script(service.url, "vus: 1, duration: '4s'"));
    const clock = join(cwd, 'clock');
    writeFileSync(clock, '+0');
    const env = {
      LD_PRELOAD: FAKETIME,
      FAKETIME_TIMESTAMP_FILE: clock,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
      TZ: 'Asia/Kathmandu',
      LANG: 'tr_TR.UTF-8',
      LC_ALL: 'tr_TR.UTF-8',
    };
    const running = start(['run', 'a.js', ...FLAGS, '--json'], { cwd, env });
    await until('load', () => service.requests() > 50);
    writeFileSync(clock, '+1h');
    const { code, stdout, stderr } = await running.ended;
    expect([code, stderr]).toEqual([expect.toBeOneOf([0, 5]), stderr]);
    const result = Result.parse(JSON.parse(stdout));
    expect(result.run.duration).toBeLessThan(20);
    expect(result.caveats.find((caveat) => caveat.code === 'clock-stepped')?.text).toMatch(/1 h forward/);
    const record = await loadRecord(runFolder(join(cwd, 'reports')));
    for (const time of [result.run.startedAt, result.run.endedAt!, record.provenance.startedAt])
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(Date.parse(result.run.endedAt!) - Date.parse(record.provenance.startedAt)).toBeLessThan(60_000);
    const folder = runFolder(join(cwd, 'reports'));
    for (const name of ['result.json', 'record.json', 'report.md', 'junit.xml', 'series.json'])
      expect(readFileSync(join(folder, name), 'utf8'), name).not.toMatch(
        /\d,\d{1,2}(?!\d)(?![\s\S]{0,1}["[{-])[ %ms]|ı|İ/,
      );
  });
});

describe('B-58 a damaged run', () => {
  const HEALTHY = '20260101-000000-healthy-aaaaaa';
  const DAMAGED = '20260102-000000-damaged-bbbbbb';

  /** Two runs, one of which is damaged. */
  function runsWith(damage: (folder: string) => void): string {
    const cwd = emptyFolder();
    for (const id of [HEALTHY, DAMAGED])
      cpSync(join(ROOT, 'reports/sample'), join(cwd, 'reports', id), { recursive: true });
    damage(join(cwd, 'reports', DAMAGED));
    return cwd;
  }

  const changed = (name: string, change: (bytes: Buffer) => Buffer | string) => (folder: string) =>
    writeFileSync(join(folder, name), change(readFileSync(join(folder, name))));
  const flipped = (bytes: Buffer) => {
    bytes[bytes.length >> 1]! ^= 8;
    return bytes;
  };

  test('B-58 truncated, flipped, empty, or of a newer schema: exit 2 naming file and place; other runs are unaffected', async () => {
    const rows: [what: string, damage: (folder: string) => void, says: RegExp][] = [
      [
        'record cut off',
        changed('record.json', (b) => b.subarray(0, b.length >> 1)),
        /record\.json[\s\S]*(position|line|after) \d+/,
      ],
      ['record empty', changed('record.json', () => ''), /record\.json: no readable record/],
      ['record of NULs', changed('record.json', (b) => Buffer.alloc(b.length)), /record\.json: no readable record/],
      [
        'record newer',
        changed('record.json', (b) => b.toString().replace('"version": 1', '"version": 2')),
        /record\.json: the record is of version 2/,
      ],
      [
        'record of another shape',
        changed('record.json', (b) => b.toString().replace('"stages": [', '"stages": [7,')),
        /record\.json: the record is damaged[\s\S]*plan\.stages/,
      ],
      ['timeline flipped', changed('timeline.ndjson.gz', flipped), /timeline\.ndjson\.gz[\s\S]*byte \d+/],
      ['timeline empty of gzip', changed('timeline.ndjson.gz', () => 'no gzip'), /timeline\.ndjson\.gz[\s\S]*byte \d+/],
    ];
    await Promise.all(
      rows.map(async ([what, damage, says]) => {
        const cwd = runsWith(damage);
        const { code, stderr } = await inProcess(['report', DAMAGED, '--format', 'json'], { cwd });
        expect({ what, code, stderr }).toEqual({ what, code: 2, stderr: expect.stringMatching(says) });
        expect(stderr).not.toMatch(NO_BUG);
      }),
    );
    const cwd = runsWith(rows[0]![1]);
    const [healthy, list] = await Promise.all([
      inProcess(['report', HEALTHY, '--format', 'json'], { cwd }),
      inProcess(['list'], { cwd }),
    ]);
    expect([healthy.code, list.code]).toEqual([0, 0]);
  });

  test('B-58 a timeline that was cut off is judged as a run that crashed, never met', async () => {
    const cwd = runsWith(changed('timeline.ndjson.gz', (bytes) => bytes.subarray(0, bytes.length - 200)));
    const again = await inProcess(['report', DAMAGED, '--format', 'html,markdown,junit'], { cwd });
    expect(again.code).toBe(0);
    expect(again.stdout).toMatch(/^\? Inconclusive.*: the run was crashed/m);
    expect(resultIn(join(cwd, 'reports', DAMAGED))).toMatchObject({
      verdict: 'inconclusive',
      run: { state: 'crashed', endedBy: 'loadkit' },
    });
  });
});
