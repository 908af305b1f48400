import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emptyFolder, resultIn, runFolder, start, until } from './command.ts';
import { inProcess } from './in-process.ts';
import { type Ended, engineIn } from './processes.ts';
import { startService } from './service.ts';

const ENGINE = process.env['LOADKIT_ENGINE'];

/** A plain k6 script that asks a service again and again; `more` is its other functions. */
function script(url: string, options: string, body = '', more = ''): string {
  return `import http from 'k6/http';
import exec from 'k6/execution';
import { sleep } from 'k6';
export const options = { ${options} };
export default function () { http.get('${url}/', { tags: { name: '/' } }); sleep(0.01); ${body} }
${more}`;
}

/** What every dialect said of a run. */
interface Said {
  readonly code: number | null;
  readonly result: ReturnType<typeof resultIn>;
  /** The sign and the words of the terminal's first line, and what follows it. */
  readonly sign: string | undefined;
  readonly headline: string;
  readonly junit: { readonly bad: number; readonly text: string };
  readonly stderr: string;
}

/** Reads what a run left, and that its dialects agree. */
function saidBy({ code, stdout, stderr }: Ended, folder: string): Said {
  const result = resultIn(folder);
  const text = readFileSync(join(folder, 'junit.xml'), 'utf8');
  const [, failures, errors] = /failures="(\d+)" errors="(\d+)"/.exec(text) ?? [];
  const bad = Number(failures) + Number(errors);
  const lines = stdout.split('\n');
  const begin = lines.findIndex((line) => /^[✓!✗?] /.test(line));
  const first = lines[begin] ?? '';
  // A long one goes on in the next line.
  const headline = [first.slice(2), lines[begin + 1]?.trim()].join(' ');
  const page = readFileSync(join(folder, 'report.html'), 'utf8');
  const h1 = /<h1>(.*?)<\/h1>/s.exec(page)?.[1] ?? '';
  expect(bad > 0).toBe(code !== 0);
  expect(first.startsWith('✓')).toBe(result.verdict === 'met');
  expect(h1.startsWith('Meets')).toBe(result.verdict === 'met');
  expect(readFileSync(join(folder, 'report.md'), 'utf8').includes('Meets its objectives')).toBe(
    result.verdict === 'met',
  );
  if (result.verdict === 'met') expect([0, 9]).toContain(code);
  return { code, result, sign: first[0], headline, junit: { bad, text }, stderr };
}

const FLAGS = ['--format', 'json,markdown,html,junit', '--objective', 'http_req_duration p50 < 5s'];

/** Runs a script to its end, and reads what was said of it. */
async function ran(code: string, flags: readonly string[] = []): Promise<Said> {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'a.js'), code);
  const ended = await inProcess(['run', 'a.js', ...FLAGS, ...flags], { cwd });
  return saidBy(ended, runFolder(join(cwd, 'reports')));
}

describe('the script’s own endings', () => {
  test('test.fail() is critical: exit 3 and no ✓, with its reason', async () => {
    const { url } = await startService();
    const fail = "if (exec.scenario.iterationInTest === 3) exec.test.fail('a body was wrong');";
    const { code, sign, headline, junit } = await ran(script(url, 'iterations: 6', fail));
    expect({ code, sign }).toEqual({ code: 3, sign: '✗' });
    expect(headline).toContain('the script marked the test as failed: a body was wrong');
    expect(junit.text).toContain('a body was wrong');
  });

  test('test.abort(), as assertion libraries call it: exit 7, inconclusive, with its reason and place', async () => {
    const { url } = await startService();
    const abort = "if (exec.scenario.iterationInTest >= 5) exec.test.abort('expected 200, got 500');";
    const { code, sign, headline, result } = await ran(script(url, "duration: '30s'", abort));
    expect({ code, sign }).toEqual({ code: 7, sign: '?' });
    expect(result.run).toMatchObject({ state: 'aborted', endedBy: 'script' });
    expect(result.run.reason).toMatch(/test\.abort\(\): .*a\.js:5:\d+: expected 200, got 500/);
    expect(headline).toMatch(/aborted after \d+ s of at most 1 min/);
  });

  test('abortOnFail: the objective is critical, and the run ended early', async () => {
    const { url } = await startService(() => ({ status: 503 }));
    const limit = "http_req_failed: [{ threshold: 'rate<0.05', abortOnFail: true, delayAbortEval: '2s' }]";
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'a.js'), script(url, `vus: 2, duration: '40s', thresholds: { ${limit} }`));
    const ended = await inProcess(['run', 'a.js', '--format', FLAGS[1]!], { cwd });
    const { code, sign, headline, result } = saidBy(ended, runFolder(join(cwd, 'reports')));
    // On a disturbed machine it proves nothing, and is not met either.
    if (result.validity.status === 'valid') expect({ code, sign }).toEqual({ code: 3, sign: '✗' });
    else expect(code).toBe(5);
    expect(result.run).toMatchObject({ state: 'aborted', endedBy: 'threshold' });
    expect(headline).toMatch(/after \d+ s of at most 1 min 10 s/);
  });

  test('setup() that throws: before anything was sent 2, after a request 7', async () => {
    const { url, requests } = await startService();
    const throws = "throw new Error('no login');";
    const before = await ran(script(url, 'iterations: 2', '', `export function setup() { ${throws} }`), [
      '--no-preflight',
    ]);
    expect({ code: before.code, sign: before.sign, sent: requests() }).toEqual({ code: 2, sign: '?', sent: 0 });
    const asks = `export function setup() { http.post('${url}/login'); ${throws} }`;
    const after = await ran(script(url, 'iterations: 2', '', asks));
    expect({ code: after.code, sign: after.sign }).toEqual({ code: 7, sign: '?' });
    expect(after.result.run.reason).toMatch(/^the script's setup\(\) threw: a\.js:6:\d+: Error: no login$/);
  });

  test.each([
    [
      'teardown() that throws',
      "export function teardown() { throw new Error('oops'); }",
      /teardown\(\) threw: a\.js:6:\d+: Error: oops/,
    ],
    [
      'teardown() that rejects',
      "export async function teardown() { await 1; throw new Error('oops'); }",
      /teardown\(\) threw: a\.js:6/,
    ],
    [
      'handleSummary() that throws',
      'export function handleSummary(d) { return { stdout: textSummary(d) }; }',
      /handleSummary\(\) failed: a\.js:6:\d+: ReferenceError/,
    ],
    [
      'handleSummary() that cannot write',
      "export function handleSummary() { return { '/none/a.json': 'x' }; }",
      /handleSummary\(\) failed: .*\/none\/a\.json/,
    ],
  ])('%s is not the service’s fault: a caveat, and exit 9', async (_, more, text) => {
    const { url } = await startService();
    const { code, result, junit } = await ran(script(url, 'iterations: 20', '', more));
    expect(result.caveats.map((caveat) => caveat.text).join('\n')).toMatch(text);
    expect(result.objectives.filter(({ name }) => name === 'script exceptions')).toEqual([]);
    expect(result.run).toMatchObject({ state: 'complete', endedBy: 'plan' });
    if (result.validity.status === 'valid')
      expect({ code, verdict: result.verdict, bad: junit.bad }).toEqual({ code: 9, verdict: 'met', bad: 1 });
    else expect(code).toBe(5);
  });
});

describe('a plain script whose run was disturbed is never met', () => {
  test.each([
    ['killed', 'SIGKILL', 7],
    ['asked to stop by somebody else', 'SIGINT', 7],
  ] as const)('the engine was %s', async (_, signal, code) => {
    const service = await startService();
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'a.js'), script(service.url, "vus: 2, duration: '60s'"));
    const running = start(['run', 'a.js', ...FLAGS], { cwd });
    await until('load', () => service.requests() > 100);
    const folder = runFolder(join(cwd, 'reports'));
    process.kill(engineIn(folder).pid, signal);
    const said = saidBy(await running.ended, folder);
    expect({ code: said.code, verdict: said.result.verdict }).toEqual({ code, verdict: 'inconclusive' });
    expect(said.headline).toMatch(/the run was (crashed|aborted) after \d+ s of at most 1 min 30 s/);
    const again = await inProcess(['report', 'latest', '--format', 'junit,html,markdown'], { cwd });
    expect(again.stdout).not.toContain('✓ Meets');
    expect(resultIn(folder).verdict).toBe('inconclusive');
  });

  test.each([
    ['of another version', 's/"t":"hello","v":1/"t":"hello","v":2/', 'engine-version'],
    ['without a greeting', '/"t":"hello"/d', 'engine-version'],
    ['without closing totals', '/"t":"end"/d', 'no-totals'],
    ['of a kind that is not known', 's/"t":"gen","s":2,/"t":"novel","s":2,/', 'frames-lost'],
    ['that lost a frame', '/"t":"frame","s":1,/d', 'frames-lost'],
  ])('the engine’s lines are %s', async (_, edit, reason) => {
    if (!ENGINE) throw new Error('no engine');
    const service = await startService();
    const cwd = emptyFolder();
    const wrapper = join(cwd, 'engine.sh');
    writeFileSync(
      wrapper,
      `#!/bin/bash
if [ "$1" != run ]; then exec ${ENGINE} "$@"; fi
exec 4> >(exec sed -u '${edit}' >&3)
editor=$!
${ENGINE} "$@" 3>&4 4>&-
code=$?
exec 4>&-
wait $editor
exit $code
`,
    );
    chmodSync(wrapper, 0o755);
    writeFileSync(join(cwd, 'a.js'), script(service.url, "vus: 1, duration: '4s'"));
    const ended = await inProcess(['run', 'a.js', ...FLAGS, '--engine', wrapper], { cwd });
    const said = saidBy(ended, runFolder(join(cwd, 'reports')));
    expect({ code: said.code, verdict: said.result.verdict }).toEqual({ code: 5, verdict: 'inconclusive' });
    expect(said.result.validity.reasons.map(({ code }) => code)).toContain(reason);
  });

  test('Ctrl-C: the partial result claims nothing', async () => {
    const service = await startService();
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'a.js'), script(service.url, "vus: 2, duration: '60s'"));
    const running = start(['run', 'a.js', ...FLAGS], { cwd });
    await until('load', () => service.requests() > 100);
    running.child.kill('SIGINT');
    const said = saidBy(await running.ended, runFolder(join(cwd, 'reports')));
    expect({ code: said.code, verdict: said.result.verdict }).toEqual({ code: 130, verdict: 'inconclusive' });
  });
});

test('a report that cannot be written: exit 9, and the JUnit file says so; stdout is the result all the same', async () => {
  const service = await startService();
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'a.js'), script(service.url, "vus: 1, duration: '3s'"));
  const running = start(['run', 'a.js', ...FLAGS, '--json'], { cwd });
  await until(
    'the run folder',
    () => existsSync(join(cwd, 'reports')) && readdirSync(join(cwd, 'reports')).length === 1,
  );
  const folder = join(cwd, 'reports', readdirSync(join(cwd, 'reports'))[0]!);
  mkdirSync(join(folder, 'report.html'));
  const ended = await running.ended;
  const result = JSON.parse(ended.stdout) as Said['result'];
  expect(ended.code).toBe(result.verdict === 'met' ? 9 : 5);
  expect(readFileSync(join(folder, 'junit.xml'), 'utf8')).toMatch(/<error type="mishap" message=".*report\.html/);
});
