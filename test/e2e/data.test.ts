import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RunRecord } from '../../src/result/record.ts';
import { emptyFolder, resultIn, runFolder, timelineIn } from './command.ts';
import { inProcess } from './in-process.ts';

interface Seen {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** A service that notes what it was asked; `/slow` takes its time. */
async function startService(): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer(({ url: path = '/', headers }, response) => {
    // Not the one request that loadkit asks first.
    if (path !== '/') seen.push({ path, headers });
    setTimeout(() => response.end('ok'), path.startsWith('/slow') ? 400 : 1);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const cwd = emptyFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), content);
  }
  return cwd;
}

function recordIn(folder: string): RunRecord {
  return JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')) as RunRecord;
}

const NAMES = ['ann', 'Жанна', 'c, d', 'it\'s "e"\\', 'f\ng'];
const USERS = ['name,note', ...NAMES.map((name) => `"${name.replaceAll('"', '""')}",1`)].join('\r\n');

const JOURNEY = `import http from 'k6/http';
import { csv, row, target, think } from 'loadkit/k6';
export const requests = 1;
const users = csv<'name' | 'note'>('../data/users.csv');
if (users.length !== 5 || !Array.isArray(users.map((user) => user.name))) throw new Error('rows are no list');
export default function main(): void {
  const { name, note } = row(users);
  if (row(users).name !== name || users[0]!['note'] !== '1') throw new Error('another row');
  http.get(\`\${target}/user?name=\${encodeURIComponent(name)}&note=\${note}\`, { tags: { name: '/user' } });
  think(0.1);
}
`;

const namesIn = (seen: readonly Seen[]) => seen.map(({ path }) => new URL(path, 'http://x').searchParams.get('name'));
const smoke = "import { profile } from 'loadkit/k6';\nexport const options = profile('smoke');\n";
const files = {
  'scenarios/smoke.ts': `${smoke}export { default } from './journeys/main.ts';\n`,
  'scenarios/journeys/main.ts': JOURNEY,
  'scenarios/data/users.csv': `\ufeff${USERS}`,
};

describe('csv() and --set', () => {
  test('every iteration gets the next row; what is set wins; the run folder runs under a plain k6 too', async () => {
    const { url, seen } = await startService();
    const cwd = folderWith(files);
    const { stderr, code } = await inProcess(
      ['run', 'smoke', '--target', url, '--set', 'duration=4s', '--set', 'duration=2s', '--set=sessions=2'],
      { cwd },
    );
    expect(stderr).not.toContain('internal error');
    expect([0, 5]).toContain(code);
    const folder = runFolder(join(cwd, 'reports'));
    const names = namesIn(seen);
    expect(names.length).toBeGreaterThan(NAMES.length);
    // Two users: neighbours may overtake each other on the way.
    expect(countsOf(names)).toEqual(countsOf(names.map((_, i) => NAMES[i % NAMES.length]!)));
    const { plan, provenance } = recordIn(folder);
    expect(plan).toMatchObject({ duration: 2, maxVUs: 2, stages: [{ to: 2, load: { to: 2 } }] });
    expect(provenance.commandLine).toContain('--set duration=4s --set duration=2s --set=sessions=2');
    // Rows may be accounts.
    expect(statSync(join(folder, 'scenario.js')).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(cwd, 'scenarios')).sort()).toEqual(['data', 'journeys', 'smoke.ts']);

    seen.splice(0);
    await plainK6(join(folder, 'scenario.js'), url);
    expect(new Set(namesIn(seen))).toEqual(new Set(NAMES));
  });

  test('check says what it found', async () => {
    const cwd = folderWith({ ...files, 'scenarios/stress.ts': files['scenarios/smoke.ts'].replace('smoke', 'stress') });
    const good = await inProcess(
      ['check', 'stress', '--tier', 'medium', '--set', 'steps=1,4', '--set', 'hold=2m', '--set', 'recovery.hold=1m'],
      { cwd },
    );
    expect(good.code).toBe(0);
    expect(good.stdout).toMatch(/data +scenarios\/data\/users\.csv: 5 rows of name, note/);
    expect(good.stdout).toMatch(/1x +200 requests\/s +30 s +2 min .*\n +4x +800 requests\/s.*\n +recovery .* 1 min/);
  });

  test('--set that can have no effect is refused: exit 2, nothing sent', async () => {
    const { url, seen } = await startService();
    const cwd = folderWith({
      ...files,
      'plain.js': `import http from 'k6/http';\nexport const options = { iterations: 1 };\nexport default () => http.get('${url}/x');\n`,
    });
    const plain = await inProcess(['run', 'plain.js', '--set', 'duration=1s'], { cwd });
    expect(plain.code).toBe(2);
    expect(plain.stderr).toContain('a plain k6 script has no profile that --set could change');
    const idle = await inProcess(['run', 'smoke', '--target', url, '--set', 'steps=1,2'], { cwd });
    expect(idle.code).toBe(2);
    expect(idle.stderr).toContain('--set steps: `steps` has no effect on this smoke run');
    const typo = await inProcess(['check', 'smoke', '--set', 'duratoin=1s'], { cwd });
    expect(typo.code).toBe(2);
    expect(typo.stderr).toContain('did you mean `duration`?');
    expect(seen).toEqual([]);
    expect(readdirSync(cwd).sort()).toEqual(['plain.js', 'scenarios']);
  });
});

const OWN = '00-ffffffffffffffffffffffffffffffff-ffffffffffffffff-00';

/** Every way in which a script can ask; its paths say whose the header is. */
const script = (url: string) => `import http, { get } from 'k6/http';
const { put } = http;
export const options = { iterations: 4, vus: 1 };
const params = { tags: { name: '/slow' } };
export default async function () {
  http.get('${url}/slow', params);
  get('${url}/named');
  put('${url}/taken', 'x');
  http.post('${url}/post', 'x', { headers: { a: 'b' } });
  http.get(http.url\`${url}/url/\${__ITER}\`);
  http.get('${url}/own', { headers: { Traceparent: '${OWN}' } });
  http.batch(['${url}/batch/text', ['GET', '${url}/batch/list'], { method: 'GET', url: '${url}/batch/object' }, http.url\`${url}/batch/\${'url'}\`]);
  await http.asyncRequest('GET', '${url}/async');
  if ('headers' in params) throw new Error('the params were changed');
}
`;

describe('traces', () => {
  test('the header that the service saw stands in the record and the result', async () => {
    const { url, seen } = await startService();
    const cwd = folderWith({ 'plain.js': script(url), 'loadkit.config.yaml': 'traces: 100%\n' });
    const { stderr } = await inProcess(['run', 'plain.js', '--seed', '5'], { cwd });
    expect(stderr).toContain('100 % of the requests carry a traceparent header');
    const folder = runFolder(join(cwd, 'reports'));
    expect(resultIn(folder).errors).toEqual([]);
    expect(seen).toHaveLength(44);
    for (const { path, headers } of seen) {
      if (path === '/own') expect(headers['traceparent']).toBe(OWN);
      else expect(headers['traceparent']).toMatch(/^00-(?!f{32})[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    }
    const traces = seen.filter(({ path }) => path !== '/own').map(({ headers }) => headers['traceparent']);
    // The four of a batch share theirs.
    expect(new Set(traces).size).toBe(40 - 3 * 4);
    const exemplars = timelineIn(folder).flatMap((line) => (line.t === 'exemplar' ? [line] : []));
    const headerOf = (path: string) =>
      seen.filter((each) => each.path === path).map(({ headers }) => headers['traceparent']);
    for (const { url: where, traceparent } of exemplars) {
      const path = where.startsWith('/') ? where : new URL(where).pathname;
      if (!path.includes('url') && !where.includes('{}')) expect(headerOf(path)).toContain(traceparent);
    }
    const { slowest, run } = resultIn(folder);
    expect(run.traces).toBe(1);
    expect(slowest[0]!.name).toBe('GET /slow');
    expect(headerOf('/slow')).toContain(slowest[0]!.traceparent);
    expect(recordIn(folder).plan.traces).toBe(1);
  });

  test('of a share, the slowest traced ones are kept beside the slowest; the same seed traces the same requests', async () => {
    const { url, seen } = await startService();
    const cwd = folderWith({
      'plain.js': `import http from 'k6/http';
export const options = { iterations: 200, vus: 1 };
export default () => http.get('${url}/x/' + __ITER, { tags: { name: '/x' } });
`,
      'loadkit.config.yaml': 'traces: 10%\n',
    });
    const places: number[][] = [];
    const headers: (string | undefined)[] = [];
    for (const out of ['one', 'two']) {
      seen.splice(0);
      await inProcess(['run', 'plain.js', '--seed', '5', '--out', out], { cwd });
      const traced = seen.filter((each) => each.headers['traceparent'] !== undefined);
      places.push(traced.map(({ path }) => Number(path.slice(3))));
      headers.push(...traced.map((each) => each.headers['traceparent'] as string));
      const { slowest } = resultIn(runFolder(join(cwd, out)));
      const found = slowest.filter(({ traceparent }) => traceparent !== undefined);
      expect(found).toHaveLength(3);
      for (const { traceparent } of found) expect(headers).toContain(traceparent);
      expect(slowest.length).toBeGreaterThanOrEqual(3);
    }
    expect(places[0]).toEqual(places[1]);
    expect(places[0]!.length).toBeGreaterThan(5);
    expect(places[0]!.length).toBeLessThan(40);
    // Other traces, though: two runs must not meet in the service's tracing.
    expect(new Set(headers).size).toBe(headers.length);
  });

  test('a plain script without the setting runs as it did: nothing of it in the bundle', async () => {
    const { url, seen } = await startService();
    const cwd = folderWith({ 'plain.js': script(url) });
    await inProcess(['run', 'plain.js', '--out', 'unset'], { cwd });
    writeFileSync(join(cwd, 'loadkit.config.yaml'), 'traces: 0\n');
    await inProcess(['run', 'plain.js', '--out', 'off'], { cwd });
    const [unset, off] = ['unset', 'off'].map((out) =>
      readFileSync(join(runFolder(join(cwd, out)), 'scenario.js'), 'utf8'),
    );
    expect(unset).toBe(off);
    expect(unset).not.toContain('traceRequests');
    expect(unset!.split('\n')[0]).not.toContain('traces');
    expect(seen.filter(({ path, headers }) => path !== '/own' && headers['traceparent'])).toEqual([]);
    expect(resultIn(runFolder(join(cwd, 'off'))).run.traces).toBeUndefined();
  });
});

function countsOf(names: readonly (string | null)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name ?? ''] = (counts[name ?? ''] ?? 0) + 1;
  return counts;
}

/** Runs a script as somebody without loadkit would: the engine is a k6 as any other when nothing tells it more. */
function plainK6(script: string, target: string): Promise<void> {
  const args = ['run', '--quiet', '--no-usage-report', '-e', `TARGET=${target}`, script];
  const env = { PATH: process.env['PATH'], HOME: emptyFolder() };
  return new Promise((resolve, reject) => {
    execFile(process.env['LOADKIT_ENGINE']!, args, { cwd: emptyFolder(), env }, (error, _, stderr) =>
      error ? reject(new Error(stderr)) : resolve(),
    );
  });
}
