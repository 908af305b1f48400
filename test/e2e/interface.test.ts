import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Result } from '../../src/result/result.ts';
import { emptyFolder, filesIn, loadkit, ROOT, resultIn, runFolder } from './command.ts';
import { inProcess } from './in-process.ts';
import { engineIn } from './processes.ts';
import { startService } from './service.ts';

/** A plain script of a second; its threshold is an objective. */
function script(url: string): string {
  return `import http from 'k6/http';
import { check, sleep } from 'k6';
export const options = { vus: 2, duration: '1s', thresholds: { http_req_failed: ['rate<0.5'] } };
export default function () {
  check(http.get('${url}/journey', { tags: { name: 'home' } }), { 'is 200': (r) => r.status === 200 });
  sleep(0.02);
}
`;
}

const FILES = ['k6-config.json', 'k6.log', 'record.json', 'scenario.js', 'series.json', 'timeline.ndjson.gz'];

/** A bare folder with a service and a script for it, `steady.js`. */
async function project(): Promise<{ cwd: string; url: string }> {
  const { url } = await startService();
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'steady.js'), script(url));
  return { cwd, url };
}

describe('what a run prints and writes', () => {
  test('--json: stdout is exactly result.json, progress is on stderr', async () => {
    const { cwd } = await project();
    const args = ['run', 'steady.js', '--json', '--out', 'elsewhere/deep'];
    const { stdout, stderr, code } = await loadkit(args, { cwd, reports: true });
    const folder = runFolder(join(cwd, 'elsewhere/deep'));
    expect(stdout).toBe(readFileSync(join(folder, 'result.json'), 'utf8'));
    const result = Result.parse(JSON.parse(stdout));
    expect(code).toBe(result.verdict === 'inconclusive' ? 5 : 0);
    expect(result.run.id).toBe(folder.slice(folder.lastIndexOf('/') + 1));
    expect(stderr).toContain(folder);
    expect(stderr).toContain('plain k6 script, its own options');
    expect(readdirSync(cwd).sort()).toEqual(['elsewhere', 'steady.js']);
    expect(readdirSync(folder).sort()).toEqual([...FILES, 'charts', 'report.html', 'report.md', 'result.json'].sort());
  });

  test('--format markdown writes no page; the table names what was written and has no escape sequences', async () => {
    const { cwd } = await project();
    const { stdout, stderr } = await loadkit(['run', 'steady.js', '--format', 'markdown'], {
      cwd,
      env: { TERM: 'xterm-256color' },
    });
    const folder = runFolder(join(cwd, 'reports'));
    expect(readdirSync(folder).sort()).toEqual([...FILES, 'charts', 'report.md', 'result.json'].sort());
    expect(stdout).toContain(join(folder, 'report.md'));
    expect(stdout).toContain('http_req_failed rate<0.5');
    expect(stdout).not.toContain('.html');
    expect(stdout + stderr).not.toMatch(CONTROL);
  });

  test('NO_COLOR outranks FORCE_COLOR', async () => {
    const { cwd } = await project();
    await loadkit(['run', 'steady.js'], { cwd });
    const coloured = await loadkit(['report', 'latest'], { cwd, env: { FORCE_COLOR: '1', NO_COLOR: '' } });
    expect(coloured.stdout).toContain('\u001b[');
    const plain = await loadkit(['report', 'latest'], { cwd, env: { FORCE_COLOR: '1', NO_COLOR: '1' } });
    expect(plain.stdout).not.toMatch(CONTROL);
  });

  test('record.json is there before the first request, and the run folder stands in the engine’s arguments', async () => {
    const cwd = emptyFolder();
    const atFirst: { record: boolean; args: readonly string[] }[] = [];
    const service = await startService((path) => {
      if (path === '/journey' && atFirst.length === 0) {
        const folder = join(cwd, 'reports', readdirSync(join(cwd, 'reports'))[0]!);
        const record = JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')) as { id: string };
        atFirst.push({ record: folder.endsWith(record.id), args: engineIn(folder).args });
      }
      return {};
    });
    writeFileSync(join(cwd, 'steady.js'), script(service.url));
    await loadkit(['run', 'steady.js'], { cwd });
    const folder = runFolder(join(cwd, 'reports'));
    expect(atFirst).toEqual([{ record: true, args: expect.arrayContaining([join(folder, 'scenario.js')]) }]);
  });
});

describe('loadkit report', () => {
  test('judges to the same result; by other objectives into other files, with a caveat', async () => {
    const { cwd } = await project();
    await inProcess(['run', 'steady.js', '--objective', 'http_req_duration max < 2s'], { cwd, reports: true });
    const folder = runFolder(join(cwd, 'reports'));
    const before = filesOf(folder);
    const again = await inProcess(['report', folder, '--json'], { cwd });
    expect(again).toMatchObject({ code: 0, stdout: before['result.json'] });
    expect(filesOf(folder)).toEqual(before);
    const newest = await inProcess(['report', 'latest'], { cwd });
    expect(newest.code).toBe(0);
    expect(filesOf(folder)).toEqual(before);

    const config = 'objectives:\n  - { name: impossible, metric: http_req_duration, stat: max, target: "< 1us" }\n';
    writeFileSync(join(cwd, 'loadkit.config.yaml'), config);
    const other = await inProcess(['report', 'latest', '--objectives', 'current'], { cwd });
    expect(other.code).toBe(0);
    expect(other.stdout).toContain("judged by other objectives than the run's own");
    const { 'rejudged-result.json': text = '', ...files } = filesOf(folder);
    const rejudged = Result.parse(JSON.parse(text));
    expect(rejudged.objectives).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: 'impossible', zone: 'critical' })]),
    );
    expect(rejudged.caveats[0]).toMatchObject({ code: 'other-objectives' });
    expect(files).toMatchObject(before);
    expect(
      Object.keys(files)
        .filter((name) => !(name in before))
        .sort(),
    ).toEqual(['rejudged-report.html', 'rejudged-report.md', 'rejudged-series.json']);
  });

  test('a run that is not there is named, with the newest', async () => {
    const { cwd } = await project();
    const none = await inProcess(['report', 'latest'], { cwd });
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('loadkit run smoke');
  });
});

describe('the command itself', () => {
  test('help and version', async () => {
    const cwd = emptyFolder();
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(await loadkit(['--version'], { cwd })).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
    const help = await loadkit(['--help'], { cwd });
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const command of ['init', 'run', 'check', 'report', 'list', 'doctor', 'sandbox'])
      expect(help.stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    const run = await loadkit(['run', '--help'], { cwd });
    for (const flag of ['--tier', '--target', '--time-scale', '--json', '--out', '--format', '--fail-on', '--engine'])
      expect(run.stdout).toContain(flag);
    const wrong = await loadkit(['rum'], { cwd });
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toContain('run');
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('doctor says which engine and why; without one, what to do', async () => {
    const cwd = emptyFolder();
    const engine = process.env['LOADKIT_ENGINE']!;
    const found = await loadkit(['doctor'], { cwd });
    expect(found.code).toBe(0);
    expect(found.stdout).toContain(engine);
    expect(found.stdout).toMatch(/k6 v2\.2\.0.*LOADKIT_ENGINE/);
    const named = await loadkit(['doctor', '--engine', engine], { cwd, env: { LOADKIT_ENGINE: '/nowhere' } });
    expect(named.stdout).toContain('named by --engine');
    const wrong = await loadkit(['doctor'], { cwd, env: { LOADKIT_ENGINE: '/bin/true' } });
    expect(wrong.code).toBe(7);
    expect(wrong.stdout).toContain('/bin/true');
  });
});

describe('hostile names', () => {
  test('reach neither stdout nor the page as they are', async () => {
    const { url } = await startService((path) => (path.startsWith('/bad') ? { status: 500 } : {}));
    const cwd = emptyFolder();
    const text = `import http from 'k6/http';
import { check, group } from 'k6';
const evil = '\\u001b[31mred\\u001b[0m\\n| a | b |\\r<script>alert(1)</script>\\u009b31m\\u202etxt';
export const options = { iterations: 80, thresholds: { 'http_reqs{name:<script>alert(1)</script>}': ['count>=0'] } };
export default function () {
  group(evil.replace(/::/g, ''), () => {
    check(http.get('${url}/', { tags: { name: evil, kind: evil } }), { [evil]: () => false });
    http.get('${url}/bad?' + encodeURIComponent(evil), { tags: { name: 'x' + evil } });
  });
  if (__ITER % 20 === 0) throw new Error(evil);
}
`;
    writeFileSync(join(cwd, 'hostile.js'), text);
    const { stdout, stderr } = await loadkit(['run', 'hostile.js'], { cwd, reports: true });
    const folder = runFolder(join(cwd, 'reports'));
    expect(stderr).not.toContain('internal error');
    expect(resultIn(folder).totals.requests).toBe(160);
    expect(stdout).not.toMatch(CONTROL);
    expect(stderr).not.toMatch(CONTROL);
    const page = readFileSync(join(folder, 'report.html'), 'utf8');
    expect(page).not.toContain('<script>alert');
    expect(page).not.toMatch(CONTROL);
    const markdown = readFileSync(join(folder, 'report.md'), 'utf8');
    expect(markdown).not.toMatch(CONTROL);
    expect(markdown).not.toMatch(/^\| a \| b \|/m);
    expect(markdown).not.toContain('<script>alert');
  });
});

/** What steers a terminal: C0 but for line feeds, DEL, C1, and what turns the direction of writing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

function filesOf(folder: string): Record<string, string> {
  return Object.fromEntries(filesIn(folder).map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
}
