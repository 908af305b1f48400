import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { bundleScenario } from '../../src/k6/bundle/bundle.ts';
import { emptyFolder, filesIn, loadkit, resultIn, runFolder } from '../e2e/command.ts';
import { inProcess } from '../e2e/in-process.ts';
import { startService } from '../e2e/service.ts';

const LIBRARY = resolve('src/scenario/k6.ts');

test('B-77 a bundle holds no value of the environment, no .env, and no folder of this machine', async () => {
  const folder = emptyFolder();
  const files = {
    '.env': 'API_KEY=dotenv-5f3a9c\n',
    'node_modules/tiny/package.json': '{"name":"tiny","main":"index.js"}',
    'node_modules/tiny/index.js': 'module.exports = { key: process.env.BUNDLED_KEY, mode: process.env.NODE_ENV };',
    'shared/keys.ts': 'export const key = () => [process.env.BUNDLED_KEY, process.env["API_KEY"]].join();\n',
    'scenarios/s.ts': `import http from 'k6/http';
import { target } from 'loadkit/k6';
import tiny from 'tiny';
import { key } from '../shared/keys.ts';
export default function () { http.get(target, { headers: { key: key(), other: tiny.key, home: process.env.HOME } }); }
`,
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  process.env['BUNDLED_KEY'] = 'never-in-a-bundle';
  onTestFinished(() => {
    delete process.env['BUNDLED_KEY'];
  });
  const { code } = await bundleScenario(join(folder, 'scenarios/s.ts'), LIBRARY);
  const map = Buffer.from(code.split('base64,').at(-1)!, 'base64').toString();
  expect(map).toContain('shared/keys.ts');
  for (const text of [code, map]) {
    for (const never of ['never-in-a-bundle', 'dotenv-5f3a9c', folder, resolve('.'), process.env['HOME'] ?? '/home'])
      expect(text).not.toContain(never);
  }
  // What a bundle does not replace, k6 does not have either: the script reads undefined, and no value.
  expect(code).toContain('process.env.BUNDLED_KEY');
  expect(code).not.toContain('process.env.NODE_ENV');
});

test('B-78 digits that are a secret do not damage the numbers of a record, and secrets too short are named', async () => {
  const service = await startService();
  const cwd = emptyFolder();
  const script = `import http from 'k6/http';
import { Counter } from 'k6/metrics';
const paid = new Counter('paid');
export const options = { iterations: 3, thresholds: { paid: ['count==370368'] } };
export default function () { paid.add(123456); http.get(__ENV.TARGET + '/' + __ENV.PIN); }`;
  writeFileSync(join(cwd, 'pin.js'), script);
  const short = ['-e', 'API_KEY=1', '-e', 'TOKEN=', '-e', 'DB_PASSWORD=ab3', '-e', 'RATE=5'];
  const args = ['run', 'pin.js', '-e', 'PIN=370368', '-e', `TARGET=${service.url}`, ...short];
  const { stderr } = await loadkit(args, { cwd });
  expect(stderr).not.toContain('internal error');
  expect(stderr).toMatch(
    /^warning: API_KEY, TOKEN, DB_PASSWORD: a secret of fewer than 6 characters is not taken out/m,
  );
  expect(stderr).not.toContain('ab3');
  const { objectives } = resultIn(runFolder(join(cwd, 'reports')));
  expect(objectives).toMatchObject([{ zone: 'met', actual: 370368, target: { value: 370368 } }]);
});

/** What stands in URLs only: no variable holds it, so that nobody could look for its value. */
const IN_URLS = ['tok-5f3a9c', 'open-sesame', 'opsuser', 'code-77aa', 'two words', 'page=2', 'access-99'];

/** All that a script can do with a URL: ask it, name, tag, check, log and throw it. */
const script = (url: string) => `import { check } from 'k6';
import http from 'k6/http';
const base = '${url}';
export const options = {
  iterations: 6,
  thresholds: {
    'http_reqs{name:${url}/kept?page=1}': ['count==6'],
    'http_req_duration{url:${url}/kept?page=1}': ['max<60000'],
    'http_req_duration{asked:http://opsuser:open-sesame@h/?page=1}': ['max<60000'],
  },
};
export default function () {
  http.get(base + '/kept?page=1', { tags: { asked: 'http://opsuser:open-sesame@h/?page=1' } });
  http.get(base + '/kept?page=2');
  const asked = base + '/search?q=two words&token=tok-5f3a9c';
  const answer = http.get(asked, { tags: { asked } });
  check(answer, { ['answered ' + asked]: () => false });
  http.get(base + '/login?token=tok-5f3a9c');
  http.get(base.replace('://', '://opsuser:open-sesame@') + '/a');
  http.get('http://opsuser:open-sesame@127.0.0.1:1/refused?token=tok-5f3a9c');
  try { http.get('/relative?token=tok-5f3a9c'); } catch (error) { console.warn(String(error)); }
  console.log('asked ' + asked + ' and ' + base + '/#access_token=access-99');
  console.error(JSON.stringify({ url: asked, location: answer.headers.Location }));
  throw new Error('no answer from "' + asked + '" by ' + base.replace('://', '://opsuser:open-sesame@'));
}
export function handleSummary() { return { stdout: 'see ' + base + '/?token=tok-5f3a9c\\n' }; }
`;

test('users, passwords and queries of URLs stand in no output and no file of a run; a threshold still finds its own', async () => {
  const url = await startRedirecting();
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'urls.js'), script(url));
  const formats = ['--format', 'markdown,html,junit'];
  const { stdout, stderr } = await loadkit(['run', 'urls.js', ...formats], { cwd });
  const folder = runFolder(join(cwd, 'reports'));
  // The copy of the script is the user's own text.
  const files = filesIn(folder).filter((name) => name !== 'scenario.js');
  const texts = { stdout, stderr, ...Object.fromEntries(files.map((name) => [name, textOf(join(folder, name))])) };
  expect(Object.entries(texts).flatMap(([name, text]) => foundIn(name, text))).toEqual([]);
  expect(stderr).toContain(`asked ${url}/search?…`);
  expect(stderr).toContain(`no answer from "${url}/search?…" by ${url}`);
  const { objectives, endpoints, checks } = resultIn(folder);
  const ofScript = objectives
    .filter(({ source }) => source === 'k6')
    .map(({ zone, samples, actual }) => [zone, samples, actual]);
  expect(ofScript).toEqual([
    ['met', 6, expect.any(Number)],
    ['met', 6, expect.any(Number)],
    ['met', 6, 6],
  ]);
  const requests = Object.fromEntries(endpoints.map((each) => [each.name.replace(url, ''), each.requests]));
  expect(requests).toMatchObject({
    '/kept?page=1': 6,
    '/kept?…': 6,
    '/search?…': 6,
    '/a': 6,
    '/login?…': 6,
    '/next?…': 6,
  });
  expect(checks).toMatchObject([{ name: `answered ${url}/search?…` }]);
});

test('nor where a target is listed, checked, refused or not reached', async () => {
  const cwd = emptyFolder();
  const target = 'http://opsuser:open-sesame@127.0.0.1:1/api';
  writeFileSync(join(cwd, 'loadkit.config.yaml'), `target: ${target}\nenv: [API_KEY]\n`);
  writeFileSync(
    join(cwd, 's.js'),
    "import http from 'k6/http';\nimport { target } from 'loadkit/k6';\nexport default function () { http.get(target); }\n",
  );
  const long = `http://opsuser:${'open-sesame'.repeat(40)}@127.0.0.1:1/`;
  const outcomes = await Promise.all([
    inProcess(['list'], { cwd }),
    inProcess(['check', 's.js'], { cwd, env: { API_KEY: '12' } }),
    inProcess(['run', 's.js'], { cwd }),
    inProcess(['run', 's.js', '--target', `${target}?token=tok-5f3a9c`], { cwd }),
    inProcess(['run', 's.js', '--target', `${long}?token=tok-5f3a9c`], { cwd }),
    inProcess(['run', 's.js'], { cwd, env: { LOADKIT_TARGET: 'http://opsuser:open-sesame@h:99999/' } }),
    inProcess([`http://opsuser:open-sesame@h/?token=tok-5f3a9c`], { cwd }),
    inProcess(['init', `${target}?token=tok-5f3a9c`], { cwd: emptyFolder() }),
  ]);
  expect(outcomes.map(({ code }) => code === 0)).toEqual([true, true, ...Array.from({ length: 6 }, () => false)]);
  for (const { stdout, stderr } of outcomes) expect(foundIn('output', stdout + stderr)).toEqual([]);
  expect(outcomes[0]!.stdout).toContain('Target: http://127.0.0.1:1/api');
  expect(outcomes[1]!.stdout).toContain('http://127.0.0.1:1/api');
  expect(outcomes[1]!.stderr).toMatch(/^warning: API_KEY: a secret of fewer than 6 characters/m);
});

/** A service that sends who logs in elsewhere, with a code in the address. */
async function startRedirecting(): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    const login = request.url?.startsWith('/login');
    response.writeHead(login ? 302 : 200, login ? { location: '/next?code=code-77aa' } : {});
    response.end('{}');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function foundIn(name: string, text: string): string[] {
  return IN_URLS.flatMap((secret) => {
    const at = text.indexOf(secret);
    return at < 0 ? [] : [`${name}: ${text.slice(Math.max(0, at - 60), at + secret.length + 20)}`];
  });
}

function textOf(file: string): string {
  const bytes = readFileSync(file);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}
