import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emptyFolder, loadkit, ROOT, resultIn, runFolder, start, undisturbed, until } from './command.ts';
import { faked, VERSION } from './faked.ts';
import { engineIn, isAlive } from './processes.ts';
import { startService } from './service.ts';

/** A plain k6 script of `seconds` that asks a service again and again. */
function script(url: string, seconds = 2, more = ''): string {
  return `import http from 'k6/http';
import { sleep } from 'k6';
export const options = { vus: 2, duration: '${seconds}s'${more} };
export default function () { http.get('${url}/', { tags: { name: '/' } }); sleep(0.01); }
`;
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const cwd = emptyFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  return cwd;
}

function nothingWritten(cwd: string): boolean {
  return !existsSync(join(cwd, 'reports'));
}

describe('exit codes of the built command', () => {
  test('0: objectives met; result, series, record, timeline and reports are on disk', async () => {
    const service = await startService();
    const cwd = folderWith({ 'ok.js': script(service.url) });
    const ended = await undisturbed(() =>
      loadkit(['run', 'ok.js', '--objective', 'http_req_duration p95 < 1s', '--out', `reports-${Math.random()}`], {
        cwd,
        reports: true,
      }),
    );
    expect(ended.stderr).not.toContain('internal error');
    expect(ended.code).toBe(0);
    const out = readdirSync(cwd)
      .filter((name) => name.startsWith('reports'))
      .at(-1)!;
    const folder = runFolder(join(cwd, out));
    expect(readdirSync(folder).sort()).toEqual(
      [
        'charts',
        'k6-config.json',
        'k6.log',
        'record.json',
        'report.html',
        'report.md',
        'result.json',
        'scenario.js',
        'series.json',
        'timeline.ndjson.gz',
      ].sort(),
    );
    expect(resultIn(folder).verdict).toBe('met');
  });

  test('1: a bug in loadkit says so and asks for a report', async () => {
    // An installation that lost its package.json cannot happen by anything a user does.
    const cwd = emptyFolder();
    cpSync(join(ROOT, 'dist'), join(cwd, 'dist'), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(cwd, 'node_modules'));
    writeFileSync(join(cwd, 'package.json'), '{ "name": "something-else", "type": "module" }');
    const { status, stderr } = spawnSync(process.execPath, [join(cwd, 'dist/cli.js'), 'list'], {
      cwd,
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toContain('internal error');
    expect(stderr).toContain('please report it');
  });

  test('2: a wrong flag, no target, a broken configuration; nothing is written', async () => {
    const cwd = folderWith({ 'loadkit.config.yaml': 'target: http://127.0.0.1:1\nobjectivs: []\n' });
    const flag = await loadkit(['run', 'smoke', '--tiers', 'small'], { cwd });
    expect(flag.code).toBe(2);
    expect(flag.stderr).toContain('--tier');
    const config = await loadkit(['run', 'smoke'], { cwd });
    expect(config.code).toBe(2);
    expect(config.stderr).toMatch(/loadkit\.config\.yaml:2:1.*objectivs/s);
    expect(config.stderr).toContain('objectives');
    const target = await loadkit(['run', 'smoke'], { cwd: emptyFolder() });
    expect(target.code).toBe(2);
    expect(target.stderr).toContain('--target');
    expect(nothingWritten(cwd)).toBe(true);
  });

  test('3: an objective is broken', async () => {
    const service = await startService(() => ({ delay: 200 }));
    const cwd = folderWith({ 'slow.js': script(service.url, 3) });
    const ended = await undisturbed(
      () => loadkit(['run', 'slow.js', '--objective', 'http_req_duration p50 <= 10ms', '--out', 'r'], { cwd }),
      5,
    );
    expect(ended.code).toBe(3);
    expect(ended.stdout).toContain('http_req_duration');
  });

  test('5: a script that sends nothing is no pass', async () => {
    const cwd = folderWith({
      'nothing.js': "export const options = { vus: 1, duration: '1s' };\nexport default function () {}\n",
    });
    const ended = await loadkit(['run', 'nothing.js', '--target', 'http://127.0.0.1:9', '--no-preflight'], { cwd });
    expect(ended.code).toBe(5);
    expect(resultIn(runFolder(join(cwd, 'reports'))).verdict).toBe('no-data');
  });

  test('6: another host than the target is refused before anything is sent, naming the line to add', async () => {
    const cwd = folderWith({ 'other.js': script('http://staging.example.org') });
    const ended = await loadkit(['run', 'other.js'], { cwd });
    expect(ended.code).toBe(6);
    expect(ended.stderr).toContain('safety: { allow: [staging.example.org] }');
    expect(nothingWritten(cwd)).toBe(true);
  });

  test('7: an engine that is none', async () => {
    const service = await startService();
    const cwd = folderWith({ 'ok.js': script(service.url) });
    const ended = await loadkit(['run', 'ok.js', '--engine', '/bin/true'], { cwd });
    expect(ended.code).toBe(7);
    expect(ended.stderr).toContain('/bin/true');
    expect(nothingWritten(cwd)).toBe(true);
  });

  test.each([
    ['SIGKILL', /k6 was killed/],
    ['SIGSEGV', /k6 crashed: SIGSEGV: segmentation violation/],
  ] as const)(
    '7: an engine ended by %s in mid-run: why is told, and what was measured is judged',
    async (signal, why) => {
      const service = await startService();
      const cwd = folderWith({ 'long.js': script(service.url, 60) });
      const running = start(['run', 'long.js'], { cwd, reports: true });
      await until('load', () => service.requests() > 100);
      process.kill(engineIn(runFolder(join(cwd, 'reports'))).pid, signal);
      const ended = await running.ended;
      expect(ended.code).toBe(7);
      expect(ended.stdout.replace(/\s+/g, ' ')).toMatch(why);
      // What each of its threads did stands in its log.
      expect(ended.stderr).not.toContain('goroutine');
      const folder = runFolder(join(cwd, 'reports'));
      expect(resultIn(folder).run.state).toBe('crashed');
      expect(existsSync(join(folder, 'report.html'))).toBe(true);
    },
  );

  test('7: an engine that panics or has no memory, while it loads the script', async () => {
    const cwd = folderWith({ 'ok.js': script('http://127.0.0.1:9') });
    const dies = (name: string, text: string) =>
      faked(join(cwd, 'bin'), name, { version: VERSION, inspect: `echo '${text}' >&2; echo; exit 2` }).file;
    const tried = [
      [dies('panics', 'panic: assignment to entry in nil map'), 'k6 panicked: assignment to entry in nil map'],
      [dies('starves', 'fatal error: runtime: out of memory'), 'k6 had no memory left: runtime: out of memory'],
    ] as const;
    for (const [file, why] of tried) {
      const ended = await loadkit(['run', 'ok.js', '--engine', file], { cwd });
      expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 7, stderr: expect.stringContaining(why) });
    }
    expect(nothingWritten(cwd)).toBe(true);
  });

  test('9: a report that cannot be written; the others are', async () => {
    const service = await startService();
    const cwd = folderWith({ 'ok.js': script(service.url, 3) });
    const running = start(['run', 'ok.js', '--objective', 'http_req_duration p95 < 2s'], { cwd, reports: true });
    await until(
      'the run folder',
      () => existsSync(join(cwd, 'reports')) && readdirSync(join(cwd, 'reports')).length === 1,
    );
    const folder = join(cwd, 'reports', readdirSync(join(cwd, 'reports'))[0]!);
    mkdirSync(join(folder, 'report.html'));
    const ended = await running.ended;
    expect([9, 5]).toContain(ended.code);
    expect(ended.stderr).toContain('report.html');
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).toContain('http_req_duration');
  });

  test('k6 never outlives loadkit, also when it is killed; the record so far can be reported', async () => {
    const service = await startService();
    const cwd = folderWith({ 'long.js': script(service.url, 60) });
    const running = start(['run', 'long.js'], { cwd });
    await until('load for more than one flush', () => service.requests() > 2000);
    const pid = engineIn(runFolder(join(cwd, 'reports'))).pid;
    running.child.kill('SIGKILL');
    await until('the end of k6', () => !isAlive(pid), 40);
    const ended = await loadkit(['report', 'latest'], { cwd });
    expect(ended.code).toBe(0);
    expect(resultIn(runFolder(join(cwd, 'reports'))).run.state).toBe('crashed');
  });
});
