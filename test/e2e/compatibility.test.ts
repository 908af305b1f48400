import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { CLI, emptyFolder, loadkit, ROOT, resultIn, runFolder } from './command.ts';
import { buildGrpcServer, startGrpc } from './grpc-server.ts';
import { inProcess } from './in-process.ts';
import { startService } from './service.ts';

/** Runs `main.js` of some files in a folder of its own. */
async function runScript(
  files: Readonly<Record<string, string>>,
  { args = [], env = {}, name = 'main.js' }: { args?: string[]; env?: Record<string, string>; name?: string } = {},
) {
  const cwd = emptyFolder();
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, file)), { recursive: true });
    writeFileSync(join(cwd, file), text);
  }
  const out = join(cwd, 'out');
  const ended = await inProcess(['run', name, '--out', out, ...args], { cwd, env });
  expect(ended.stderr).not.toContain('internal error');
  return { ...ended, cwd, result: () => resultIn(runFolder(out)) };
}

/** A script of so many iterations of one statement. */
const script = (body: string, options = 'iterations: 3', before = '') =>
  `import http from 'k6/http';\n${before}\nexport const options = { ${options} };\nexport default function () { ${body} }\n`;

/** Nobody's address (RFC 5737), put together so that nothing reads it in the text. */
const FORBIDDEN = "['http:/', '192.0.2', '1'].join('/').replace('2/1', '2.1')";

describe('a plain script needs no target', () => {
  test('its URL comes from a JSON file', async () => {
    const service = await startService();
    const ended = await runScript({
      'main.js': script('http.get(site.base)', 'iterations: 4', "const site = JSON.parse(open('./config/site.json'));"),
      'config/site.json': JSON.stringify({ base: service.url }),
    });
    expect(ended.result()).toMatchObject({
      totals: { requests: 4, answered: 4 },
      run: { target: service.url },
    });
    expect(service.requests()).toBe(4);
  });

  test('names that get no load are no reason to refuse it, nor to advise allowing them', async () => {
    const service = await startService();
    const text = `
const scope = { scope: 'https://graph.example.com/.default', audience: 'https://api.example.com' };
const envelope = '<s:Envelope xmlns:hs="http://www.holidays.example/Service/"></s:Envelope>';`;
    const body = `http.post('${service.url}', envelope, { headers: { SOAPAction: 'http://www.holidays.example/Get' } });
http.post('${service.url}/auth', scope);`;
    const ended = await runScript({ 'main.js': script(body, 'iterations: 2', text) });
    expect(ended.stderr).not.toContain('example');
    expect(ended.result().totals).toMatchObject({ requests: 4, answered: 4 });
  });

  test('gRPC, plain and with TLS', async () => {
    const protos = join(ROOT, 'test/e2e/plain/scripts/grpc');
    const certs = join(ROOT, 'test/k6/certs');
    const plain = await startGrpc(grpcServer, protos, onTestFinished);
    const tls = ['-cert', join(certs, 'good.pem'), '-key', join(certs, 'key.pem')];
    const secure = await startGrpc(grpcServer, protos, onTestFinished, tls);
    const calls = (address: string, how: string) => `import grpc from 'k6/net/grpc';
const client = new grpc.Client();
client.load([], 'greeter.proto');
export const options = { iterations: 5, thresholds: { 'grpc_req_duration{method:Greet}': ['p(95)<5000'] } };
export default () => {
  if (__ITER === 0) client.connect('${address}', ${how});
  client.invoke('greeter.Greeter/Greet', {});
};`;
    const proto = readFileSync(join(protos, 'greeter.proto'), 'utf8');
    for (const text of [calls(plain, '{ plaintext: true }'), calls(secure, '{}')]) {
      const ended = await runScript(
        { 'main.js': text, 'greeter.proto': proto },
        { env: { SSL_CERT_FILE: join(certs, 'ca.pem') } },
      );
      expect(ended.result().objectives).toMatchObject([{ source: 'k6', zone: 'met', samples: 5 }]);
    }
  });

  test('`--target` without effect says so', async () => {
    const service = await startService();
    const ended = await runScript(
      { 'main.js': script(`http.get('${service.url}')`) },
      { args: ['--target', 'sandbox'] },
    );
    expect(ended.stderr).toContain('--target has no effect');
    expect(service.requests()).toBe(4);
  });
});

describe('what is connected to is what is checked', () => {
  test('a script that only asks for what is not allowed sends nothing: 6, naming host and list', async () => {
    const ended = await runScript({ 'main.js': script(`http.get(${FORBIDDEN})`) });
    expect(ended.code).toBe(6);
    expect(ended.stderr).toContain('192.0.2.1 is neither this machine nor on the allow-list');
    expect(ended.stderr).toContain('safety: { allow: ["192.0.2.1"] }');
  });

  test('a request to elsewhere that is never sent is no reason to refuse the script', async () => {
    const service = await startService();
    const body = `if (__ENV.LIVE) http.get('https://shop.example.org/'); else http.get('${service.url}');`;
    const ended = await runScript({ 'main.js': script(body) });
    expect(ended.stderr).not.toContain('example.org');
    expect(ended.result().totals).toMatchObject({ requests: 3, answered: 3 });
  });

  test('blocked beside allowed: the result says that loadkit did not send it', async () => {
    const service = await startService();
    const ended = await runScript({ 'main.js': script(`http.get('${service.url}'); http.get(${FORBIDDEN})`) });
    expect(ended.code).not.toBe(0);
    expect(ended.result().caveats).toContainEqual(
      expect.objectContaining({ code: 'blocked', text: expect.stringContaining('192.0.2.1') }),
    );
    expect(ended.stdout).toContain('some requests were not sent');
  });

  test('the script’s `hosts` decide, for better and for worse', async () => {
    const service = await startService();
    const { port } = new URL(service.url);
    const hosts = `iterations: 3, hosts: { 'shop.example.org': '127.0.0.1:${port}' }`;
    const pinned = await runScript({ 'main.js': script("http.get('http://shop.example.org/')", hosts) });
    expect(pinned.result().totals).toMatchObject({ requests: 3, answered: 3 });
    const away = "iterations: 3, hosts: { 'localhost': '192.0.2.1' }";
    const ended = await runScript({ 'main.js': script("http.get('http://localhost/')", away) });
    expect(ended.code).toBe(6);
    expect(ended.stderr).toContain('192.0.2.1');
  });
});

describe('what k6 runs is bundled', () => {
  test('a `browser` field, a shebang, functions declared twice, .cjs and .mts', async () => {
    const service = await startService();
    const text = `#!/usr/bin/env k6
import http from 'k6/http';
import parse from 'dual';
import { one } from './lib/one.js';
export const options = { iterations: 1 };
function url() { return 'http://127.0.0.1:9'; }
function url() { return '${service.url}'; }
export default function () { http.get(url() + parse() + one); }`;
    const ended = await runScript({
      'main.js': text,
      'lib/one.js': '#!/usr/bin/env node\nexport const one = JSON.parse(open("./one.json"));',
      'lib/one.json': '1',
      'node_modules/dual/package.json':
        '{ "name": "dual", "main": "node.js", "browser": { "./node.js": "./web.js", "fs": false } }',
      'node_modules/dual/node.js': 'require("stream"); module.exports = () => "/node";',
      'node_modules/dual/web.js': 'require("fs"); module.exports = () => "/web";',
    });
    expect(ended.result().totals).toMatchObject({ requests: 1, answered: 1 });
    const common = `const http = require('k6/http');\nmodule.exports.options = { iterations: 1 };
module.exports.default = () => { http.get('${service.url}'); };`;
    const typed = `import http from 'k6/http';\nconst n: number = 1;\nexport const options = { iterations: n };
export default (): void => { http.get('${service.url}'); };`;
    for (const [name, of] of [
      ['main.cjs', common],
      ['main.mts', typed],
    ] as const)
      expect((await runScript({ [name]: of }, { name })).result().totals.answered).toBe(1);
  });

  test('what open() means after require(), whatever the ending of the script, and a BOM', async () => {
    const service = await startService();
    const text = `\ufeffconst http = require('k6/http');
const path = require('./lib/path.js').path;
const base = JSON.parse(open('./site.json')).base;
exports.options = { iterations: 2 };
exports.default = () => { http.get(base + path); };`;
    for (const name of ['main', 'main.es6', 'main.k6']) {
      const ended = await runScript(
        {
          [name]: text,
          'site.json': JSON.stringify({ base: service.url }),
          'lib/path.js': "exports.path = JSON.parse(open('./path.json'));",
          'lib/path.json': '"/deep"',
        },
        { name },
      );
      expect(ended.result().totals).toMatchObject({ requests: 2, answered: 2 });
    }
  });

  test('what is no script, lies elsewhere or is missing is refused with what to do', async () => {
    const refused = async (name: string, files: Readonly<Record<string, string>> = {}) => {
      const { code, stderr } = await runScript(files, { name });
      expect(code).toBe(2);
      return stderr;
    };
    expect(await refused('lib', { 'lib/a.js': '' })).toContain('is a folder');
    expect(await refused('tiers.yaml', { 'tiers.yaml': 'a: 1' })).toContain('is no script');
    expect(await refused('https://example.org/a.js')).toContain('not fetched over the network');
    const imports = await refused('main.js', {
      'main.js': "import fs from 'fs';\nimport _ from 'lodash';\nexport default () => {};",
    });
    expect(imports).toMatch(/main\.js:1:\d+: k6 has no Node\.js modules: "fs"/);
    expect(imports).toMatch(/main\.js:2:\d+: .*"lodash"\n +next: install it/);
    const paused = await refused('main.js', { 'main.js': script('', 'iterations: 1, paused: true') });
    expect(paused).toMatch(/main\.js:3:\d+: the script is paused/);
    const wrong = await refused('main.js', { 'main.js': 'export function options() {}\nexport default () => {};' });
    expect(wrong).toContain('unsupported type');
  });

  test('a script on standard input, with what it imports from here', async () => {
    const service = await startService();
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'site.js'), `export const site = '${service.url}';\n`);
    const text = script('http.get(site)', 'iterations: 3', "import { site } from './site.js';");
    const run = async (input: string) => {
      const child = spawn(process.execPath, [CLI, 'run', '-', '--format', 'json', '--out', 'out'], { cwd });
      child.stdin.end(input);
      const [[status], stderr] = await Promise.all([once(child, 'close'), readAll(child.stderr)]);
      return { status, stderr };
    };
    const { stderr } = await run(text);
    expect(resultIn(runFolder(join(cwd, 'out'))), stderr).toMatchObject({
      totals: { requests: 3, answered: 3 },
      run: { scenario: 'stdin' },
    });
    expect(await run(' ')).toMatchObject({ status: 2, stderr: expect.stringContaining('it is empty') });
    expect(readdirSync(cwd).sort()).toEqual(['out', 'site.js']);
  });

  test('an archive, with its files, its options and what was handed over', async () => {
    const service = await startService();
    const cwd = emptyFolder();
    const body = 'http.get(site.base + path + __ENV.TAIL)';
    const before = "import { path } from './lib/path.js';\nconst site = JSON.parse(open('./site.json'));";
    mkdirSync(join(cwd, 'lib'));
    writeFileSync(join(cwd, 'main.js'), script(body, 'iterations: 3', before));
    writeFileSync(join(cwd, 'lib/path.js'), "export const path = '/archived';\n");
    writeFileSync(join(cwd, 'site.json'), JSON.stringify({ base: service.url }));
    const made = ['archive', '--quiet', '--iterations', '5', '-e', 'TAIL=-here', '-O', 'made.tar', 'main.js'];
    execFileSync(process.env['LOADKIT_ENGINE']!, made, { cwd });
    for (const name of ['main.js', 'lib', 'site.json']) rmSync(join(cwd, name), { recursive: true });
    const { stderr } = await loadkit(['run', 'made.tar', '--out', 'out'], { cwd });
    expect(resultIn(runFolder(join(cwd, 'out'))), stderr).toMatchObject({
      totals: { requests: 5, answered: 5 },
      run: { scenario: 'made' },
      slowest: expect.arrayContaining([expect.objectContaining({ url: `${service.url}/archived-here` })]),
    });
  });
});

describe('k6’s habits', () => {
  test('its load flags replace a script’s load, and are refused for a profile', async () => {
    const service = await startService();
    const files = { 'main.js': script(`http.get('${service.url}')`, "vus: 1, duration: '10m'") };
    expect((await runScript(files, { args: ['-u', '2', '-i', '6'] })).result().totals).toMatchObject({ iterations: 6 });
    const timed = await runScript(files, { args: ['--duration', '1s'] });
    expect(timed.result().totals.iterations).toBeGreaterThan(1);
    const profile = await runScript({}, { name: 'smoke', args: ['--vus', '3', '--target', service.url] });
    expect(profile).toMatchObject({ code: 2, stderr: expect.stringContaining('--set') });
  });

  test('its other flags are answered with what to do instead', async () => {
    const files = { 'main.js': script('') };
    const advice = async (...args: string[]) => {
      const { code, stderr } = await runScript(files, { args });
      expect(code).toBe(2);
      return stderr;
    };
    expect(await advice('--tag', 'a=b')).toContain('`tags: { name: "value" }`');
    expect(await advice('--summary-export=x.json')).toContain('result.json');
    expect(await advice('--out', 'json=x.json')).toContain('k6’s outputs are not used');
  });

  test('a variable that is read and was not handed over is named; where it decides the host, refused', async () => {
    const service = await startService();
    const read = "const base = __ENV.BASE_URL || 'https://shop.example.org'; const rate = __ENV.RATE;";
    const files = { 'main.js': script('http.get(base)', 'iterations: 1', read) };
    const env = { BASE_URL: service.url, RATE: '5' };
    const refused = await runScript(files, { env });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/main\.js:2:\d+: the script reads BASE_URL[\s\S]*add -e BASE_URL -e RATE/);
    const named = await runScript(files, { env, args: ['-e', 'BASE_URL'] });
    expect(named.stderr).toContain('the script reads RATE, set here but not handed over: add -e RATE');
    expect(named.result().totals.answered).toBe(1);
    const byFunction = `const env = (name, other) => __ENV[name] ?? other;
const base = env('SITE', 'http://127.0.0.1:9');\n['LOOPS'].map((name) => __ENV[name]);`;
    const hidden = { 'main.js': script('http.get(base)', 'iterations: 1', byFunction) };
    const all = await runScript(hidden, { env: { SITE: service.url, LOOPS: '3' } });
    expect(all).toMatchObject({ code: 2, stderr: expect.stringMatching(/reads SITE.*[\s\S]*add -e SITE -e LOOPS/) });
  });

  test('what the script prints, warnings and handleSummary’s stdout reach the terminal, stdout stays clean', async () => {
    const service = await startService();
    const text = `${script(`console.log('a remark'); http.get('${service.url}')`, 'iterations: 1')}
export function handleSummary() { return { stdout: 'my own summary' }; }`;
    const ended = await runScript({ 'main.js': text }, { args: ['--json'] });
    expect(ended.stderr).toContain('a remark');
    expect(ended.stderr).toContain('my own summary');
    expect(JSON.parse(ended.stdout)).toMatchObject({ totals: { requests: 1 } });
  });
});

describe('places in messages are the user’s own', () => {
  test('open() of a missing file in a helper', async () => {
    const ended = await runScript({
      'main.js': script('', 'iterations: 1', "import { read } from './lib/load.js';\nread();"),
      'lib/load.js': '// The first line\nexport function read() { return open("./missing.json"); }',
    });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/lib\/load\.js:2:\d+: .*missing\.json/);
  });

  test('test.abort() before anything is sent', async () => {
    const ended = await runScript({
      'main.js': script('', 'iterations: 1', "import exec from 'k6/execution';\nexec.test.abort('not today');"),
    });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/not today at \S*main\.js:3:\d+/);
    expect(ended.stderr).not.toContain('loadkit-inspect');
  });

  test('test.abort()', async () => {
    const service = await startService();
    const ended = await runScript({
      'main.js': script(
        `http.get('${service.url}');\nexec.test.abort('all done')`,
        'iterations: 3',
        "import exec from 'k6/execution';",
      ),
    });
    expect(ended.stderr).toMatch(/main\.js:5:\d+: all done/);
    expect(ended.stderr).not.toContain('file://');
  });
});

let grpcServer: string;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadkit-grpc-'));
  grpcServer = buildGrpcServer(folder);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));
