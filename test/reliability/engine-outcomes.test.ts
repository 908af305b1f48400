import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLI, emptyFolder, filesIn, resultIn, runFolder, undisturbed } from '../e2e/command.ts';
import { inProcess } from '../e2e/in-process.ts';
import { startCommand } from '../e2e/processes.ts';
import { startService } from '../e2e/service.ts';
import { disguised, machineWith, stockK6 } from '../e2e/stock-k6.ts';
import { type Behaviour, fakeEngine, measuredLines } from './fake-engine.ts';

const k6 = stockK6();

function folderWith(files: Readonly<Record<string, string>>): string {
  const cwd = emptyFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  return cwd;
}

/** A plain script of some iterations of one statement. */
const script = (body: string, options = 'iterations: 3') =>
  `import http from 'k6/http';\nexport const options = { ${options} };\nexport default function () { ${body} }\n`;

test('B-13 no k6 at all: exit 7 naming what to install and where it was looked for; nothing is created', async () => {
  const service = await startService();
  const cwd = folderWith({ 'ok.js': script(`http.get('${service.url}')`) });
  const [home, path] = [emptyFolder(), emptyFolder()];
  mkdirSync(join(home, 'tmp'));
  const env = { PATH: path, HOME: home, TMPDIR: join(home, 'tmp'), XDG_CACHE_HOME: '', LOADKIT_ENGINE: '' };
  const { code, stdout, stderr } = await inProcess(['run', 'ok.js'], { cwd, env });
  expect({ code, stdout }).toEqual({ code: 7, stdout: '' });
  expect(stderr).toMatch(/k6 v2 on the PATH.*--engine.*install Go 1\.25 or newer/s);
  expect(stderr).toContain(path);
  expect(readdirSync(cwd)).toEqual(['ok.js']);
  expect(filesIn(home)).toEqual([]);
  expect(service.requests()).toBe(0);
});

test.skipIf(!k6)('B-14 another major version of k6: exit 7; with --allow-k6-version a run that says so', async () => {
  const service = await startService();
  const cwd = emptyFolder();
  const env = machineWith(disguised(k6!, 'v1.0.0'));
  writeFileSync(join(cwd, 'ok.js'), script(`http.get('${service.url}')`, "vus: 2, duration: '2s'"));
  const refused = await inProcess(['run', 'ok.js'], { cwd, env });
  expect(refused.code).toBe(7);
  expect(refused.stderr).toMatch(/the k6 on the PATH is v1\.0\.0; loadkit knows major version 2/);
  expect(refused.stderr).toMatch(/--allow-k6-version.*k6 v2 on the PATH.*--engine or LOADKIT_ENGINE.*install Go 1\.25/);
  expect(existsSync(join(cwd, 'reports'))).toBe(false);
  expect(service.requests()).toBe(0);
  await inProcess(['run', 'ok.js', '--allow-k6-version'], { cwd, env });
  const result = resultIn(runFolder(join(cwd, 'reports')));
  expect(result.run.state).toBe('complete');
  expect(result.caveats.find(({ code }) => code === 'k6-version')?.text).toContain('v1.0.0');
});

/** Runs a script that sends nothing by itself under a fake of the engine. */
async function underFake(behaviour: Behaviour) {
  const cwd = folderWith({ 'a.js': script('') });
  const args = ['run', 'a.js', '--engine', fakeEngine(behaviour), '--format', 'junit', '--out', 'runs'];
  const ended = await inProcess(args, { cwd });
  return { ...ended, result: resultIn(runFolder(join(cwd, 'runs'))) };
}

test('B-15 an engine that writes garbage, nothing, or no sample and ends with 0 is no pass: exit 5', async () => {
  const noSample = measuredLines(0)
    .split('\n')
    .filter((line) => !/"t":"(series|frame)"/.test(line));
  const wrong = [
    '',
    'garbage\u0000\u0001\n{"t":"frame"\n{"t":"frame","s":"x","d":1}\n\ufffd{}[]\n'.repeat(50),
    noSample.join('\n').replace(/"totals":.*\]\]/, '"totals":[]'),
  ];
  const outcomes = await Promise.all(wrong.map((lines) => underFake({ lines })));
  for (const [index, { code, stdout, stderr, result }] of outcomes.entries()) {
    expect({ index, code }).toEqual({ index, code: 5 });
    expect(result.verdict).not.toBe('met');
    expect(stdout).not.toMatch(/✓|Meets/);
    expect(stderr).not.toContain('internal error');
  }
});

/**
 * How k6 ends, and the exit codes of loadkit that are documented for it, where nothing was measured: of each kind of
 * end one or two. Every code of k6's is looked at in test/k6/local/exit.test.ts.
 */
const SILENT: readonly [end: Behaviour, code: number][] = [
  [{ code: 0 }, 5],
  [{ code: 99 }, 5],
  // Without a whole record nothing is said of the service, not even by the script.
  [{ code: 110 }, 5],
  [{ code: 104 }, 2],
  [{ code: 107 }, 2],
  ...[97, 100, 105, 108, 2].map((code): [Behaviour, number] => [{ code }, 7]),
  ...(['SEGV', 'KILL', 'TERM'] as const).map((signal): [Behaviour, number] => [{ signal }, 7]),
];
/** The same after requests were measured, where that makes a difference. */
const MEASURED: readonly [end: Behaviour, codes: readonly number[]][] = [
  // k6 says that a threshold was crossed: that is never met.
  [{ code: 99 }, [3, 5]],
  [{ code: 110 }, [3]],
  [{ code: 107 }, [7]],
  [{ code: 255 }, [7]],
  [{ code: 2 }, [7]],
];

test('B-16 each way in which k6 may end has its documented exit code, and the terminal says why', async () => {
  const rows = [
    ...SILENT.map(([end, code]) => ({ end, codes: [code] as readonly number[] })),
    ...MEASURED.map(([end, codes]) => ({ end: { ...end, lines: measuredLines(20) }, codes })),
  ];
  const work = rows.values();
  const worker = async () => {
    for (const { end, codes } of work) {
      const { code, stdout, stderr, result } = await underFake(end);
      const said = { k6: end.signal ?? end.code, measured: end.lines !== undefined, code };
      expect(codes, JSON.stringify(said)).toContain(code);
      expect(stdout, JSON.stringify(said)).not.toMatch(/✓|Meets/);
      expect(stderr).not.toContain('internal error');
      const reason = (result.run.reason ?? '').split(' ').slice(1, 5).join(' ');
      if (result.run.state !== 'complete') expect(stdout.replace(/\s+/g, ' ')).toContain(reason);
    }
  };
  await Promise.all([worker(), worker(), worker()]);
});

test('B-17 a script that does not parse is named by file, line and column of its source, also a module of it', async () => {
  const broken = 'export const options = {};\nexport default function () {\n  const x = ;\n}\n';
  const cwd = folderWith({
    'broken.ts': broken,
    'main.ts': "import './broken.ts';\nexport default function (): void {}\n",
  });
  for (const name of ['broken.ts', 'main.ts']) {
    const ended = await inProcess(['run', name], { cwd });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('broken.ts:3:13');
    expect(ended.stderr).not.toMatch(/scenario\.js|\.loadkit-/);
  }
  expect(readdirSync(cwd).sort()).toEqual(['broken.ts', 'main.ts']);
});

test('B-18 every iteration throws, k6 exits with 0: exit 3, all of them failed, the first three kinds with their lines', async () => {
  const service = await startService();
  const cwd = folderWith({
    'throws.ts': `import { fail } from './lib.ts';
interface Answer { ok: boolean }
export const options = { vus: 1, iterations: 8 };
export default function (): void {
  const answer = null as Answer | null;
  if (__ITER % 4 === 0) fail('first');
  if (__ITER % 4 === 1) answer!.ok;
  if (__ITER % 4 === 2) throw new Error('third');
  throw new TypeError('fourth');
}`,
    'lib.ts': 'interface Nothing {}\nexport function fail(text: string): Nothing {\n  throw new Error(text);\n}\n',
  });
  const { code, stderr } = await inProcess(['run', 'throws.ts', '--out', 'runs'], { cwd });
  expect(code).toBe(3);
  const result = resultIn(runFolder(join(cwd, 'runs')));
  expect(result.verdict).toBe('critical');
  expect(result.totals.accounting?.iterations).toMatchObject({ started: 8, ended: 0, threw: 8 });
  expect(stderr).toMatch(/lib\.ts:3:\d+: Error: first/);
  expect(stderr).toMatch(/throws\.ts:7:\d+: TypeError/);
  expect(stderr).toMatch(/throws\.ts:8:\d+: Error: third/);
  expect(stderr).not.toContain('fourth');
  const thrown = result.errors.filter(({ kind }) => kind === 'script exception');
  // The first three, and all others as one.
  expect(thrown.map(({ count }) => count)).toEqual([2, 2, 2, 2]);
  expect(service.requests()).toBe(0);
});

test('B-19 an option that k6 does not know: exit 2 with what was meant, nothing sent', async () => {
  const service = await startService();
  for (const [key, meant] of [
    ['vuz: 2', 'vus'],
    ['iterations: 1, durration: "2s"', 'duration'],
  ]) {
    const cwd = folderWith({ 'typo.js': script(`http.get('${service.url}')`, key) });
    const { code, stderr } = await inProcess(['run', 'typo.js'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/typo\.js:2:\d+/);
    expect(stderr).toContain(`did you mean \`${meant}\`?`);
    expect(existsSync(join(cwd, 'reports'))).toBe(false);
  }
  expect(service.requests()).toBe(0);
});

test('B-20 a threshold on a misspelt metric: exit 2 at its line, before any load', async () => {
  const service = await startService();
  const options = "iterations: 1, thresholds: { http_reqs: ['count>0'],\n  http_req_duratoin: ['p(95)<500'] }";
  const cwd = folderWith({ 'typo.js': script(`http.get('${service.url}')`, options) });
  const { code, stderr } = await inProcess(['run', 'typo.js'], { cwd });
  expect(code).toBe(2);
  expect(stderr).toMatch(/typo\.js:3:\d+: .*http_req_duratoin/);
  expect(existsSync(join(cwd, 'reports'))).toBe(false);
  expect(service.requests()).toBe(0);
});

describe('B-22', () => {
  /** Five arrivals a second for so many users of a service that takes 3 s. */
  const slow = async (users: number) => {
    const service = await startService(() => ({ delay: 3000 }));
    const options = `scenarios: { a: { executor: 'constant-arrival-rate', rate: 5, duration: '5s', preAllocatedVUs: ${users}, maxVUs: ${users} } },
  thresholds: { http_req_duration: [{ threshold: 'p(95)<600' }], http_req_failed: ['rate<0.5'] }`;
    const cwd = folderWith({ 'a.js': script(`http.get('${service.url}/')`, options) });
    const args = ['run', 'a.js', '--no-preflight', '--out'];
    return undisturbed(async () => {
      const out = emptyFolder();
      const ended = await inProcess([...args, out], { cwd });
      return { ...ended, result: resultIn(runFolder(out)) };
    });
  };

  test('B-22 arrivals that were never sent, since the users were too few: inconclusive, and what to change', async () => {
    const { code, result, stdout } = await slow(3);
    expect(code).toBe(5);
    expect(result.validity.reasons.map((reason) => reason.code)).toContain('too-few-users');
    const text = stdout.replace(/\s+/g, ' ');
    expect(text).toMatch(/iterations of scenario "a" were never started/);
    expect(text).toMatch(/preAllocatedVUs|maxVUs/);
  });

  test('B-22 arrivals that were never sent, though the users would do for iterations within the limits: bad', async () => {
    // 5/s × (0.6 s + 2 s for pauses) = 13 users.
    const { code, result } = await slow(13);
    expect([3, 5]).toContain(code);
    expect(result.validity.reasons.map((reason) => reason.code)).not.toContain('too-few-users');
    const line = result.objectives.find(({ name }) => name === 'arrivals never sent');
    expect(line).toMatchObject({ zone: 'critical', counts: true });
  });
});

/** How to run a command where there is no network at all; undefined where this machine does not let us. */
function withoutNetwork(): readonly string[] | undefined {
  return [
    ['unshare', '-rn'],
    ['unshare', '-n'],
  ].find(([command = '', flag = '']) => spawnSync(command, [flag, 'true']).status === 0);
}

test('B-24 an extension that the engine has not, and an import from the network: exit 2 at the line, no network needed', async ({
  skip,
}) => {
  const cwd = folderWith({
    'extension.js': `import x from 'k6/x/hello';\n${script('x.y()')}`,
    'remote.js': `import { b } from 'https://jslib.k6.io/b/1.0.0/index.js';\n${script('b()')}`,
  });
  const isolated = withoutNetwork();
  const [command = process.execPath, ...args] = [...(isolated ?? []), process.execPath, CLI];
  const run = (name: string) => startCommand(command, [...args, 'run', name], { cwd, env: process.env }).ended;
  const [extension, remote] = await Promise.all([run('extension.js'), run('remote.js')]);
  expect(extension).toMatchObject({ code: 2, stdout: '' });
  expect(extension.stderr).toMatch(/extension\.js:1:\d+: the engine has no extension "k6\/x\/hello"[\s\S]*--engine/);
  expect(remote).toMatchObject({ code: 2, stdout: '' });
  expect(remote.stderr).toMatch(/remote\.js:1:\d+: remote import "https:.*" refused/);
  expect(readdirSync(cwd).sort()).toEqual(['extension.js', 'remote.js']);
  if (!isolated)
    skip('this machine allows no network namespace: that nothing was fetched is seen only by the exit code');
});
