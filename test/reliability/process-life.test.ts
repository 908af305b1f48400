import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Result } from '../../src/result/result.ts';
import { CLI, emptyFolder, loadkit, resultIn, runFolder, start, until } from '../e2e/command.ts';
import { ENDLESS, type Faked, faked, VERSION } from '../e2e/faked.ts';
import { inProcess } from '../e2e/in-process.ts';
import { type Ended, engineIn, groupLives, isAlive, type Running, startCommand } from '../e2e/processes.ts';
import { startService } from '../e2e/service.ts';

/** A plain script that asks a service again and again; `more` is its other functions. */
function script(url: string, options = "vus: 2, duration: '60s'", more = ''): string {
  return `import http from 'k6/http';
import { sleep } from 'k6';
export const options = { ${options} };
export default function () { http.get('${url}/', { tags: { name: '/' } }); sleep(0.01); }
${more}`;
}

/** A folder with a script, `a.js`. */
function project(text: string): string {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'a.js'), text);
  return cwd;
}

/** A temporary folder for a command alone, so that what it leaves there is seen. */
function ownTemporary(): { TMPDIR: string } {
  return { TMPDIR: emptyFolder() };
}

/** The seconds from now to the end of a command. */
async function timed({ ended }: Running): Promise<Ended & { seconds: number }> {
  const begun = performance.now();
  const end = await ended;
  return { ...end, seconds: (performance.now() - begun) / 1000 };
}

/** A target that takes connections and never answers. */
async function silentTarget(): Promise<{ url: string; connections: () => number }> {
  let connections = 0;
  const server = createSocketServer((socket) => {
    connections += 1;
    socket.on('error', () => {}).resume();
    onTestFinished(() => void socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, connections: () => connections };
}

/** A target that answers who asks whether it is there, and nobody else. */
async function forgetfulTarget(): Promise<{ url: string; waiting: () => number }> {
  let waiting = 0;
  const server = createServer((request, response) => {
    if (request.headers['user-agent'] === 'loadkit preflight') response.end('here');
    else waiting += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, waiting: () => waiting };
}

/** A step before the load that a command is in, for a long time or for ever. */
interface Step {
  readonly running: Running;
  readonly cwd: string;
  readonly temporary: string;
  readonly isIn: () => boolean;
  /** Whether what loadkit started in it is over; undefined: it cannot be seen from here. */
  readonly isOver?: () => boolean;
}

function begin(args: readonly string[], cwd: string, more: Readonly<Record<string, string>> = {}) {
  const { TMPDIR } = ownTemporary();
  return { running: start(args, { cwd, env: { TMPDIR, ...more } }), cwd, temporary: TMPDIR };
}

function atStep(engine: Faked, step: string): Pick<Step, 'isIn' | 'isOver'> {
  return { isIn: () => engine.pidOf(step) !== undefined, isOver: () => engine.isOver(step) };
}

/** The environment of a loadkit that has to build its engine, with a Go that does so for ever. */
function endlessBuild(folder: string): { go: Faked; env: Record<string, string> } {
  const go = faked(join(folder, 'bin'), 'go', { env: 'echo go1.25.1', build: ENDLESS });
  const env = {
    LOADKIT_ENGINE: '',
    PATH: `${join(folder, 'bin')}:/usr/bin:/bin`,
    XDG_CACHE_HOME: join(folder, 'cache'),
  };
  return { go, env };
}

const STEPS: Readonly<Record<string, () => Promise<Step>>> = {
  'the engine is asked for its version': async () => {
    const cwd = project(script('http://127.0.0.1:9'));
    const engine = faked(join(cwd, 'bin'), 'k6', { version: ENDLESS });
    return { ...begin(['run', 'a.js', '--engine', engine.file], cwd), ...atStep(engine, 'version') };
  },
  'the script is inspected': async () => {
    const cwd = project(`const text = open('./a.js');\n${script('http://127.0.0.1:9')}`);
    const engine = faked(join(cwd, 'bin'), 'k6', { version: VERSION, inspect: ENDLESS });
    return { ...begin(['check', 'a.js', '--engine', engine.file], cwd), ...atStep(engine, 'inspect') };
  },
  'the engine is built': async () => {
    const cwd = project(script('http://127.0.0.1:9'));
    const { go, env } = endlessBuild(cwd);
    return { ...begin(['run', 'a.js'], cwd, env), ...atStep(go, 'build') };
  },
  'the target does not answer': async () => {
    const target = await silentTarget();
    const begun = begin(['run', 'a.js'], project(script(target.url)));
    return { ...begun, isIn: () => target.connections() > 0 };
  },
  'requests are counted': async () => {
    const target = await forgetfulTarget();
    const cwd = emptyFolder();
    writeFileSync(
      join(cwd, 'journey.js'),
      `import http from 'k6/http';\nimport { target } from 'loadkit/k6';\nexport default () => http.get(target);\n`,
    );
    const begun = begin(['run', 'smoke', '--journey', 'journey.js', '--target', target.url], cwd);
    return { ...begun, isIn: () => target.waiting() > 0 };
  },
};

describe('a wish to stop before the load', () => {
  test('is heard at every step: 130 or 143 within seconds, no load was sent, nothing is left', async () => {
    const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
    await Promise.all(
      Object.entries(STEPS).map(async ([name, begun], i) => {
        const { running, cwd, temporary, isIn, isOver } = await begun();
        await until(name, isIn);
        const signal = signals[i % signals.length]!;
        running.child.kill(signal);
        const { code, stderr, seconds } = await timed(running);
        expect({ name, code }).toEqual({ name, code: signal === 'SIGINT' ? 130 : 143 });
        expect(stderr).toMatch(/stopped by (the user|SIGTERM)/);
        if (!name.includes('inspected')) expect(stderr).toContain('no load was sent, so there is nothing to report');
        expect(seconds).toBeLessThan(10);
        if (isOver) await until(`the end of what was started when ${name}`, isOver, 2);
        expect({ name, left: readdirSync(temporary), reports: existsSync(join(cwd, 'reports')) }).toEqual({
          ...{ name, left: [], reports: false },
        });
        expect(readdirSync(cwd).filter((file) => file.startsWith('.loadkit'))).toEqual([]);
      }),
    );
  });

  test('and when loadkit is killed, what it had started ends, and leaves nothing', async () => {
    await Promise.all(
      Object.entries(STEPS).map(async ([name, begun]) => {
        const { running, cwd, temporary, isIn, isOver } = await begun();
        await until(name, isIn);
        running.child.kill('SIGKILL');
        await running.ended;
        if (isOver) await until(`the end of what was started when ${name}`, isOver, 20);
        await until(`nothing is left when ${name}`, () => readdirSync(temporary).length === 0, 20);
        expect(readdirSync(cwd).filter((file) => file.startsWith('.loadkit'))).toEqual([]);
      }),
    );
  });

  test('a build that was killed is no lock for the next one', async () => {
    const cwd = project(script('http://127.0.0.1:9'));
    const { go, env } = endlessBuild(cwd);
    const first = start(['run', 'a.js'], { cwd, env });
    await until('the build', () => go.pidOf('build') !== undefined);
    const waiting = start(['run', 'a.js'], { cwd, env });
    await until('the other one waits', () => waiting.stderr().includes('waiting for the load engine'));
    waiting.child.kill('SIGTERM');
    expect((await timed(waiting)).code).toBe(143);
    first.child.kill('SIGKILL');
    faked(join(cwd, 'bin'), 'go', { env: 'echo go1.25.1', build: 'echo no network >&2; exit 1' });
    const next = await loadkit(['run', 'a.js'], { cwd, env });
    expect({ code: next.code, stderr: next.stderr }).toEqual({
      code: 7,
      stderr: expect.stringContaining('no network'),
    });
    expect(readdirSync(join(cwd, 'cache/loadkit'))).toEqual([]);
  });
});

describe('no wait without an end', () => {
  test('an engine that never says its version is exit 7', async () => {
    const cwd = project(script('http://127.0.0.1:9'));
    const engine = faked(join(cwd, 'bin'), 'k6', { version: ENDLESS });
    const { code, stderr } = await loadkit(['run', 'a.js', '--engine', engine.file], { cwd });
    expect({ code, stderr }).toEqual({
      code: 7,
      stderr: expect.stringContaining('did not say its version within 10 s'),
    });
    expect(engine.isOver('version')).toBe(true);
  });

  test('what cannot be written, and what is no file, are refused at once', async () => {
    const { url } = await startService();
    const cwd = project(script(url, 'iterations: 1'));
    const pipe = await startCommand('mkfifo', ['p.js', 'p.yaml', 'p.csv', 'imported.js'], { cwd, env: process.env })
      .ended;
    expect(pipe.code).toBe(0);
    writeFileSync(join(cwd, 'csv.js'), "import { csv } from 'loadkit/k6';\ncsv('p.csv');\nexport default () => {};\n");
    writeFileSync(join(cwd, 'imports.js'), "import './imported.js';\nexport default () => {};\n");
    const tried: readonly (readonly [code: number, said: RegExp, ...args: string[]])[] = [
      [2, /p\.js.*is no file/s, 'check', 'p.js'],
      [2, /p\.yaml.*is no file/s, 'check', 'a.js', '--config', 'p.yaml'],
      [2, /p\.csv.*is no file/s, 'check', 'csv.js'],
      [2, /imported\.js is no file/, 'check', 'imports.js'],
      [2, /cannot write reports.*--out/s, 'run', 'a.js', '--out', '/proc/x'],
      [2, /cannot write reports.*--out/s, 'run', 'a.js', '--out', '/proc/x/deeper'],
      [2, /cannot write reports.*--out/s, 'run', 'a.js', '--out', '/dev/null/x'],
    ];
    const all = await Promise.all(tried.map(([, , ...args]) => inProcess(args, { cwd })));
    for (const [i, { code, stderr }] of all.entries())
      expect({ args: tried[i]!.slice(2), code, stderr }).toMatchObject({
        code: tried[i]![0],
        stderr: expect.stringMatching(tried[i]![1]),
      });
  });
});

/** A run that sends load, its folder, and the process of its k6. */
async function loaded(more = '', env: Record<string, string> = {}) {
  const service = await startService();
  const cwd = project(script(service.url, undefined, more));
  const running = start(['run', 'a.js'], { cwd, env, reports: true });
  await until('load', () => service.requests() > 50);
  const folder = runFolder(join(cwd, 'reports'));
  return { running, cwd, folder, pid: engineIn(folder).pid };
}

const TEARDOWN = "export function teardown() { console.log('teardown ran'); }";

async function endsInOrder(signal: NodeJS.Signals, code: number): Promise<void> {
  const { running, folder, pid } = await loaded(TEARDOWN);
  running.child.kill(signal);
  const ended = await timed(running);
  expect({ code: ended.code, alive: isAlive(pid), group: groupLives(pid) }).toEqual({
    code,
    alive: false,
    group: false,
  });
  expect(ended.seconds).toBeLessThan(15);
  // Of the 60 s that it would have run.
  expect(resultIn(folder)).toMatchObject({
    verdict: 'inconclusive',
    run: { state: 'aborted', duration: expect.toSatisfy((s: number) => s < 50) },
  });
  const log = readFileSync(join(folder, 'k6.log'), 'utf8');
  expect(log).toContain('teardown ran');
  expect(log.match(/received an? '\w+' signal/g)).toHaveLength(1);
  expect(readFileSync(join(folder, 'report.md'), 'utf8')).toContain('aborted');
}

test('B-01 Ctrl-C once: k6 gets one SIGINT, teardown runs, a partial report, exit 130', () =>
  endsInOrder('SIGINT', 130));
test('B-03 SIGTERM: the same, exit 143', () => endsInOrder('SIGTERM', 143));
test('B-04 SIGHUP is treated as SIGTERM: the run is saved', () => endsInOrder('SIGHUP', 143));

test('B-07 SIGTERM while k6 initialises: exit 143, no load was sent, no report that claims anything', async () => {
  const { url, requests } = await startService();
  // The first lines of a script run once for each user.
  const cwd = project(`const begun = Date.now();\nwhile (__VU > 0 && Date.now() - begun < 60000);\n${script(url)}`);
  const running = start(['run', 'a.js', '--no-preflight'], { cwd });
  await until('the run folder', () => running.stderr().includes('run folder:'));
  const folder = runFolder(join(cwd, 'reports'));
  await until('k6', () => {
    try {
      return engineIn(folder).pid > 0;
    } catch {
      return false;
    }
  });
  running.child.kill('SIGTERM');
  const { code, stdout, stderr, seconds } = await timed(running);
  expect({ code, stdout, requests: requests() }).toEqual({ code: 143, stdout: '', requests: 0 });
  expect(stderr).toContain('stopped by SIGTERM: no load was sent, so there is nothing to report');
  expect(seconds).toBeLessThan(10);
  expect(readdirSync(join(cwd, 'reports'))).toEqual([]);
});

describe('a k6 that does not end as it was asked to', () => {
  const ENDLESS_TEARDOWN = 'export function teardown() { while (true) sleep(1); }';

  test('is killed within 10 s of a wish to stop, and within 2 s of a second one; what was measured is kept', async () => {
    const [patient, hurried, frozen] = await Promise.all([
      loaded(ENDLESS_TEARDOWN),
      loaded(ENDLESS_TEARDOWN),
      loaded(),
    ]);
    process.kill(frozen.pid, 'SIGSTOP');
    patient.running.child.kill('SIGTERM');
    frozen.running.child.kill('SIGINT');
    hurried.running.child.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    hurried.running.child.kill('SIGINT');
    const [slow, quick, stopped] = await Promise.all([patient, hurried, frozen].map(({ running }) => timed(running)));
    expect([slow!.code, quick!.code, stopped!.code]).toEqual([143, 130, 130]);
    expect(Math.max(slow!.seconds, stopped!.seconds)).toBeLessThan(10);
    expect(quick!.seconds).toBeLessThan(2);
    expect([patient, hurried, frozen].map(({ pid }) => groupLives(pid))).toEqual([false, false, false]);
    expect(quick!.stderr).toContain(`loadkit report ${hurried.folder}`);
    const reasons = await Promise.all(
      [patient, hurried, frozen].map(async ({ cwd, folder }) => {
        expect((await inProcess(['report', folder], { cwd })).code).toBe(0);
        const { state, reason } = resultIn(folder).run;
        return [state, reason];
      }),
    );
    const killed = 'k6 did not end within 5 s of being asked to, and was killed';
    expect(reasons).toEqual([
      ['aborted', `stopped by SIGTERM; ${killed}`],
      ['aborted', 'stopped by the user'],
      ['aborted', `stopped by the user; ${killed}`],
    ]);
  });

  test('B-08 whose teardown takes longer than it may is exit 7, and the results are kept', async () => {
    const { url } = await startService();
    const options = "vus: 2, duration: '2s', teardownTimeout: '1s'";
    const cwd = project(script(url, options, 'export function teardown() { sleep(60); }'));
    const { code, stdout } = await inProcess(['run', 'a.js'], { cwd });
    expect(code).toBe(7);
    expect(stdout).toContain('teardown() took too long');
    expect(resultIn(runFolder(join(cwd, 'reports'))).totals.requests).toBeGreaterThan(50);
  });
});

test('B-09 k6 stopped for 10 s and continued: the gap is shown, the run inconclusive, nothing is smoothed', async () => {
  const service = await startService();
  const cwd = project(script(service.url, "vus: 2, duration: '14s'"));
  const running = start(['run', 'a.js'], { cwd });
  await until('load', () => service.requests() > 100);
  const folder = runFolder(join(cwd, 'reports'));
  const { pid } = engineIn(folder);
  process.kill(pid, 'SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  process.kill(pid, 'SIGCONT');
  const { code, stdout } = await running.ended;
  expect({ code, verdict: resultIn(folder).verdict }).toEqual({ code: 5, verdict: 'inconclusive' });
  expect(stdout).toMatch(/^\? /m);
  expect(resultIn(folder).validity.reasons.map((reason) => reason.code)).toContain('gap');
  const series = JSON.parse(readFileSync(join(folder, 'series.json'), 'utf8')) as { throughput?: (number | null)[] };
  expect(JSON.stringify(series)).toContain('null');
});

test('B-10 two runs at once in one project: two folders, two numbers, no file shared', async () => {
  const { url } = await startService();
  // It reads a file, so that a copy stands beside the source.
  const cwd = project(`const text = open('a.js');\n${script(url, "vus: 1, duration: '3s'")}`);
  const both = await Promise.all([1, 2].map(() => loadkit(['run', 'a.js', '--json'], { cwd })));
  const results = both.map(({ stdout }) => Result.parse(JSON.parse(stdout)));
  const ids = results.map(({ run }) => run.id);
  expect(new Set(ids).size).toBe(2);
  expect(readdirSync(join(cwd, 'reports')).sort()).toEqual([...ids].sort());
  for (const [i, result] of results.entries()) {
    expect([0, 5]).toContain(both[i]!.code);
    expect(result).toMatchObject({ run: { state: 'complete' }, totals: { failed: 0 } });
    expect(result.totals.requests).toBeGreaterThan(10);
    expect(readFileSync(join(cwd, 'reports', ids[i]!, 'result.json'), 'utf8')).toBe(both[i]!.stdout);
  }
  expect(readdirSync(cwd).sort()).toEqual(['a.js', 'reports']);
  const latest = await inProcess(['report', 'latest', '--json', '--format', 'junit'], { cwd });
  expect(ids).toContain((JSON.parse(latest.stdout) as Result).run.id);
});

const SHORT = "vus: 2, duration: '1s', thresholds: { http_req_failed: ['rate<0.5'] }";

/** Runs a line of bash in which `$LOADKIT` is the command. */
function bash(line: string, cwd: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const LOADKIT = `'${process.execPath}' '${CLI}'`;
  return startCommand('bash', ['-c', line], { cwd, env: { ...process.env, LOADKIT, ...env } }).ended;
}

test.each([
  ['| head -1', 'set -o pipefail; eval $LOADKIT run a.js | head -1'],
  ['--json | head -1', 'set -o pipefail; eval $LOADKIT run a.js --json | head -1'],
  ['closed from the start', 'eval $LOADKIT run a.js >&-'],
])('B-11 a stdout that is closed (%s) costs neither files nor a stack', async (_, line) => {
  const { url } = await startService();
  const cwd = project(script(url, SHORT));
  const { code, stderr } = await bash(line, cwd);
  const folder = runFolder(join(cwd, 'reports'));
  expect([0, 5]).toContain(code);
  expect(stderr).not.toMatch(/EPIPE|EBADF|internal error|\n\s+at /);
  expect(resultIn(folder).run.state).toBe('complete');
  expect(existsSync(join(folder, 'report.html'))).toBe(true);
});

test('B-12 a stdin that is closed, and a dumb terminal of 20 columns: plain lines, no prompt, no crash', async ({
  skip,
}) => {
  const { url } = await startService();
  const cwd = project(script(url, SHORT));
  const closed = await bash('eval $LOADKIT run a.js <&-', cwd);
  expect([0, 5]).toContain(closed.code);
  expect(closed.stderr).not.toMatch(/internal error|\n\s+at /);
  if ((await bash('command -v script && command -v stty', cwd)).code !== 0) {
    process.stderr.write('\n*** SKIPPED: there is no `script`, a terminal of 20 columns was not tried\n');
    skip('no terminal');
  }
  const dumb = await bash('script -qec "stty cols 20; eval $LOADKIT run a.js" /dev/null', cwd, {
    TERM: 'dumb',
    CI: '',
  });
  expect([0, 5]).toContain(dumb.code);
  expect(dumb.stdout).not.toContain('internal error');
  expect(dumb.stdout).not.toContain('\u001b');
  expect(dumb.stdout).toContain('run folder');
});
