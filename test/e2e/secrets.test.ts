import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { emptyFolder, filesIn, loadkit, resultIn, runFolder, start, until } from './command.ts';
import { engineIn } from './processes.ts';
import { startService } from './service.ts';

const KEY = 'sk-live+8c/41d=7"x&<y';
/** As it is, URL-encoded, escaped in JSON and in HTML, in base64. */
const FORMS = [
  KEY,
  encodeURIComponent(KEY),
  JSON.stringify(KEY).slice(1, -1),
  KEY.replace('"', '&quot;'),
  btoa(KEY).slice(0, -4),
  btoa(`user:${KEY}`).slice(8, -4),
  '8c/41d',
  'live+8c',
];

/** Everything that a script can do with a secret: log, throw, tag, name, ask with it. */
const SCRIPT = `import { check, group } from 'k6';
import encoding from 'k6/encoding';
import http from 'k6/http';
import { Trend } from 'k6/metrics';
const key = __ENV.API_KEY;
const own = new Trend('own');
export const options = {
  vus: 1,
  iterations: 40,
  tags: { token: key },
  thresholds: { ['own{token:' + key + '}']: ['max<1000'], http_req_failed: ['rate<=1'] },
};
export function setup() { console.log('setup with ' + key); return { key }; }
export default function (data) {
  const headers = { Authorization: 'Basic ' + encoding.b64encode('user:' + key) };
  console.log(key, JSON.stringify({ key: data.key }), headers.Authorization);
  console.error('failed with ' + key);
  const bad = http.get(__ENV.TARGET + '/?key=' + encodeURIComponent(key), { headers, tags: { secret: key } });
  http.get(__ENV.TARGET + '/' + encodeURIComponent(key) + '?key=' + key);
  http.get('http://127.0.0.1:1/' + encodeURIComponent(key));
  group('as ' + key, () => check(bad, { ['knows ' + key]: () => false }));
  own.add(1);
  if (__ITER % 10 === 0) throw new Error('refused: ' + key);
}
`;

test('a secret handed over with -e stands in no file of the run, no output and no process list', async () => {
  const service = await startService(() => ({ delay: 20 }));
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'secret.js'), SCRIPT);
  const running = start(
    [
      'run',
      'secret.js',
      '-e',
      'API_KEY',
      '-e',
      `TARGET=${service.url}`,
      '--target',
      service.url,
      '--format',
      'markdown,html',
    ],
    {
      cwd,
      env: { API_KEY: KEY },
    },
  );
  await until('load', () => service.requests() > 10);
  const folder = runFolder(join(cwd, 'reports'));
  const engine = engineIn(folder).args;
  expect(engine.join(' ')).toContain(folder);
  expectNoSecret('arguments of the engine', engine.join(' '));
  const ended = await running.ended;
  const result = resultIn(folder);
  expect(ended.stderr).not.toContain('internal error');
  expect(result.totals.iterations).toBe(40);
  expectNoSecret('stdout', ended.stdout);
  expectNoSecret('stderr', ended.stderr);
  for (const name of filesIn(folder)) expectNoSecret(name, textOf(join(folder, name)));
  // What was taken out is taken out on both sides, so that the objective still finds its samples.
  expect(result.objectives.find(({ name }) => name.startsWith('own{'))).toMatchObject({ zone: 'met', samples: 40 });
  const again = await loadkit(['report', 'latest', '--json'], { cwd });
  expectNoSecret('stdout', again.stdout);
});

test('a value typed on the command line stands in no file either', async () => {
  const service = await startService();
  const cwd = emptyFolder();
  const script = `import http from 'k6/http';
export const options = { iterations: 2 };
export default function () { console.log(__ENV.API_KEY); http.get(__ENV.TARGET + '/?k=' + __ENV.API_KEY); }`;
  writeFileSync(join(cwd, 'secret.js'), script);
  const { stdout, stderr } = await loadkit(
    ['run', 'secret.js', '-e', `API_KEY=${KEY}`, `--env=OTHER=${KEY}`, '-e', `TARGET=${service.url}`],
    { cwd, reports: true },
  );
  const folder = runFolder(join(cwd, 'reports'));
  for (const name of filesIn(folder)) expectNoSecret(name, textOf(join(folder, name)));
  expectNoSecret('output', stdout + stderr);
  expect(readFileSync(join(folder, 'record.json'), 'utf8')).toContain(service.url);
});

test('the password of a target stands in no file and no output', async () => {
  const service = await startService();
  const cwd = emptyFolder();
  const script = `import http from 'k6/http';
import { target } from 'loadkit/k6';
export const options = { iterations: 3 };
export default function () { console.log(target); http.get(target + '/a'); }`;
  writeFileSync(join(cwd, 'basic.js'), script);
  const url = service.url.replace('://', '://ops:open%2Fsesame@');
  const { stdout, stderr } = await loadkit(['run', 'basic.js', '--target', url, '--json'], { cwd, reports: true });
  const folder = runFolder(join(cwd, 'reports'));
  expect(resultIn(folder).totals.iterations).toBe(3);
  for (const text of [stdout, stderr, ...filesIn(folder).map((name) => textOf(join(folder, name)))])
    expect(text).not.toMatch(/sesame/);
});

test('a variable may hold a word of loadkit’s own', async () => {
  const service = await startService();
  const cwd = emptyFolder();
  const script = `import http from 'k6/http';
import { Counter } from 'k6/metrics';
const seconds = new Counter('seconds');
export const options = { iterations: 3, tags: { secret: __ENV.A }, thresholds: { 'seconds{secret:counter}': ['count==3'] } };
export default function () { seconds.add(1); http.get(__ENV.TARGET + '/'); }`;
  writeFileSync(join(cwd, 'words.js'), script);
  const words = ['counter', 'seconds', 'script', 'series', 'loadkit', 'complete', 'secret'];
  const flags = words.flatMap((word, i) => ['-e', `${'ABCDEFG'[i]}=${word}`]);
  const args = ['run', 'words.js', '-e', `TARGET=${service.url}`, ...flags];
  const { stderr } = await loadkit(args, { cwd });
  expect(stderr).not.toContain('internal error');
  const { objectives, run } = resultIn(runFolder(join(cwd, 'reports')));
  expect(objectives).toMatchObject([{ zone: 'met', actual: 3 }]);
  expect(run).toMatchObject({ profile: 'script', state: 'complete' });
});

test('a script that fails with a secret while it is loaded does not print it', async () => {
  const cwd = emptyFolder();
  writeFileSync(
    join(cwd, 'fails.js'),
    "throw new Error('no such account: ' + __ENV.API_KEY);\nexport default function () {}\n",
  );
  const { code, stderr } = await loadkit(
    ['run', 'fails.js', '-e', `API_KEY=${KEY}`, '--target', 'http://127.0.0.1:9'],
    {
      cwd,
    },
  );
  expect(code).toBe(2);
  expect(stderr).toMatch(/fails\.js:1:\d+: .*no such account: \*\*\*/);
  expectNoSecret('stderr', stderr);
});

function expectNoSecret(where: string, text: string): void {
  expect(FORMS.flatMap((form) => (text.includes(form) ? [`${where}: ${around(text, form)}`] : []))).toEqual([]);
}

function around(text: string, form: string): string {
  const at = text.indexOf(form);
  return text.slice(Math.max(0, at - 60), at + form.length + 20);
}

function textOf(file: string): string {
  const bytes = readFileSync(file);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}
