import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type TestContext, test } from 'vitest';
import { type After, CLI, emptyFolder, loadkit, resultIn, runFolder } from '../e2e/command.ts';
import { inProcess } from '../e2e/in-process.ts';
import { startCommand } from '../e2e/processes.ts';
import { stockK6 } from '../e2e/stock-k6.ts';
import { chromiumPath } from '../page/chromium.ts';
import { ELSEWHERE, type Seen, startCounter, startEverywhere } from './elsewhere.ts';

/** Runs a script of the given text. */
async function runScript(
  after: After,
  text: string,
  { args = [], env = {}, config = '' }: { args?: string[]; env?: Record<string, string>; config?: string } = {},
) {
  const cwd = emptyFolder(after);
  writeFileSync(join(cwd, 'main.js'), text);
  writeFileSync(join(cwd, 'loadkit.config.yaml'), `environment: test\n${config}`);
  const ended = await loadkit(['run', 'main.js', '--out', 'out', ...args], { cwd, env, after });
  expect(ended.stderr).not.toContain('internal error');
  return { ...ended, result: () => resultIn(runFolder(join(cwd, 'out'))) };
}

const blockedIn = ({ caveats }: ReturnType<typeof resultIn>) => caveats.filter(({ code }) => code === 'blocked');

/** Where a script's ways out lead; not as a URL, which would be refused before it runs. */
const leading = ({ port }: Seen) => `const OFF = '${ELSEWHERE}', PORT = ${port};\n`;

/** Every way out that k6 has, each of its exceptions kept quiet. */
const EVERY_WAY = `
import http from 'k6/http';
import ws from 'k6/ws';
import grpc from 'k6/net/grpc';
import { WebSocket } from 'k6/websockets';
const off = [OFF, PORT].join(':');
const quietly = (run) => { try { run(); } catch (_) {} };
const everywhere = () => {
  quietly(() => http.get('http://' + off + '/get'));
  quietly(() => http.batch([['GET', 'http://' + off + '/batch']]));
  quietly(() => http.get(['http:/', 'pinned.example:' + PORT, 'pinned'].join('/')));
  quietly(() => ws.connect('ws://' + off + '/ws', () => {}));
  quietly(() => { const client = new grpc.Client(); client.connect(off, { plaintext: true, timeout: '1s' }); });
  quietly(() => { const client = new grpc.Client(); client.connect('dns://' + off + '/shop.example', { plaintext: true, timeout: '1s' }); });
  quietly(() => { const socket = new WebSocket('ws://' + off + '/websockets'); socket.onerror = () => {}; });
};
export const setup = everywhere;
export const teardown = everywhere;
export default function () {
  quietly(() => { options.blacklistIPs = []; options.hosts = {}; });
  __ENV.LOADKIT_REACH = ''; __ENV.HTTP_PROXY = 'http://' + off;
  http.get('http://127.0.0.1:' + PORT + '/mine');
  everywhere();
}
`;

const SHAPED_OPTIONS: Readonly<Record<string, string>> = {
  accessors: `export const options = Object.defineProperties({ iterations: 1 }, {
    hosts: { enumerable: true, get: () => ({ 'pinned.example': OFF }), set() {} },
    blacklistIPs: { enumerable: true, get: () => [], set() {} },
  });`,
  'frozen, with its own lists': `export const options = Object.freeze({ iterations: 1, blacklistIPs: [], hosts: { 'pinned.example': OFF } });`,
  'a proxy that keeps what it likes': `export const options = new Proxy({ iterations: 1, hosts: { 'pinned.example': OFF } }, {
    defineProperty: () => true, set: () => true, get: (own, name) => (name === 'blacklistIPs' ? [] : own[name]),
  });`,
};

/** Runs every way out under options that a script shaped. */
async function expectHeld(after: After, options: string, args: string[] = []) {
  const seen = await startEverywhere(after);
  const ended = await runScript(after, leading(seen) + EVERY_WAY + options, { args });
  expect(seen.connections(ELSEWHERE!)).toBe(0);
  expect(seen.requests('127.0.0.1')).toBeGreaterThanOrEqual(1);
  expect(ended.code).not.toBe(0);
  expect(blockedIn(ended.result())).toMatchObject([{ text: expect.stringContaining(`${ELSEWHERE}:${seen.port}`) }]);
}

for (const [how, options] of Object.entries(SHAPED_OPTIONS)) {
  test
    .skipIf(ELSEWHERE === undefined)
    .concurrent(`no options shape the allow-list: ${how}`, ({ onTestFinished }: TestContext) =>
      expectHeld(onTestFinished, options),
    );
}

const stock = stockK6();
test
  .skipIf(ELSEWHERE === undefined || !stock)
  .concurrent('nor do they under a stock k6', ({ onTestFinished }: TestContext) =>
    expectHeld(onTestFinished, SHAPED_OPTIONS['accessors']!, ['--engine', stock!]),
  );

test
  .skipIf(ELSEWHERE === undefined)
  .concurrent(
    'a blocked connection whose exception the script catches is told all the same: 6, naming the line to add',
    async ({ onTestFinished }: TestContext) => {
      const seen = await startEverywhere(onTestFinished);
      const script = `import ws from 'k6/ws';
export const options = { iterations: 2 };
export default function () { try { ws.connect('ws://' + __ENV.OFF + '/', () => {}); } catch (_) {} }`;
      const ended = await runScript(onTestFinished, script, { args: ['-e', `OFF=${ELSEWHERE}:${seen.port}`] });
      expect(ended.code).toBe(6);
      expect(ended.stderr).toContain(`safety: { allow: ["${ELSEWHERE}"] }`);
      expect(seen.connections(ELSEWHERE!)).toBe(0);
    },
  );

test.concurrent('B-24 a module of a computed URL: 2, and nobody is asked for it', async ({ onTestFinished }) => {
  const remote = await startCounter(onTestFinished);
  const load = (how: string) => `import http from 'k6/http';
const url = ['https:/', '127.0.0.1:' + ${remote.port}, 'module.js'].join('/');
${how}
export const options = { iterations: 1 };
export default function () { http.get('http://127.0.0.1:9'); }`;
  const ended = await runScript(onTestFinished, load('require(url);'));
  expect(ended.code).toBe(2);
  expect(ended.stderr).toMatch(/main\.js:3.*remote import "https:.*refused/);
  await runScript(onTestFinished, load('try { require(url); } catch (_) {}'), { args: ['--no-preflight'] });
  expect(remote.connections()).toBe(0);
});

test.concurrent('a proxy is no way out: handed over it is refused with 6, set in the shell it is not used', async ({
  onTestFinished,
}) => {
  const proxy = await startCounter(onTestFinished);
  const seen = await startEverywhere(onTestFinished);
  const script = `import http from 'k6/http';
export const options = { iterations: 1 };
export default function () { http.get('http://127.0.0.1:${seen.port}/'); }`;
  const url = `http://127.0.0.1:${proxy.port}`;
  const handed = await runScript(onTestFinished, script, { args: ['-e', `HTTP_PROXY=${url}`, '-e', 'https_proxy=x'] });
  expect(handed.code).toBe(6);
  for (const name of ['HTTP_PROXY', 'https_proxy'])
    expect(handed.stderr).toContain(`${name} is handed over: k6 would send its load to that proxy`);
  expect(seen.requests('127.0.0.1')).toBe(0);
  await runScript(onTestFinished, script, { env: { HTTP_PROXY: url, http_proxy: url, ALL_PROXY: url, NO_PROXY: '' } });
  expect(seen.requests('127.0.0.1')).toBe(2);
  expect(proxy.connections()).toBe(0);
});

test
  .skipIf(ELSEWHERE === undefined)
  .concurrent(
    'B-32 a redirect loop, and a redirect to a host off the allow-list: blocked, named, counted as errors',
    async ({ onTestFinished }: TestContext) => {
      const seen = await startEverywhere(onTestFinished, ({ url }, response) => {
        const away = url === '/away';
        if (url === '/') return void response.end('ok');
        response.writeHead(302, { location: away ? `http://${ELSEWHERE}:${seen.port}/landed` : '/loop' }).end();
      });
      const script = `import http from 'k6/http';
export const options = { iterations: 4, thresholds: { http_req_failed: ['rate<0.01'] } };
export default function () { for (const path of ['/away', '/loop']) http.get('http://127.0.0.1:${seen.port}' + path); }`;
      const ended = await runScript(onTestFinished, script);
      const result = ended.result();
      expect(ended.code).toBe(3);
      expect(seen.connections(ELSEWHERE!)).toBe(0);
      expect(blockedIn(result)).toMatchObject([{ text: expect.stringContaining(`${ELSEWHERE}:${seen.port}`) }]);
      const zones = Object.fromEntries(result.objectives.map(({ name, zone }) => [name, zone]));
      expect(zones).toMatchObject({ 'endless redirects': 'critical', 'http_req_failed rate<0.01': 'critical' });
    },
  );

/** Runs loadkit where the file that resolves names may change under it. */
function withHosts(hosts: string, cwd: string, after: After, args: readonly string[]) {
  const inside = `mount --bind ${hosts} /etc/hosts && exec "$0" "$@"`;
  const running = startCommand('unshare', ['-m', 'sh', '-c', inside, process.execPath, CLI, ...args], {
    cwd,
    env: process.env,
  });
  after(() => void running.child.kill('SIGKILL'));
  return running.ended;
}

const MOUNTS = spawnSync('unshare', ['-m', 'sh', '-c', 'mount --bind /etc/hosts /etc/hosts']).status === 0;
if (!MOUNTS) process.stderr.write('SKIPPED: mounts of its own are not permitted here; B-36 is left out\n');

test
  .skipIf(ELSEWHERE === undefined || !MOUNTS)
  .concurrent(
    'B-36 a name that leads elsewhere once the run has begun: pinned, or where the script unpins it, 6',
    async ({ onTestFinished }: TestContext) => {
      for (const [options, code] of [
        ['{ iterations: 3 }', 0],
        ['new Proxy({ iterations: 3 }, {})', 6],
      ] as const) {
        const cwd = emptyFolder(onTestFinished);
        const hosts = join(cwd, 'hosts');
        writeFileSync(hosts, '127.0.0.1 localhost moving.example\n');
        const seen = await startEverywhere(onTestFinished, (_, response) => {
          // The first to ask is the preflight.
          writeFileSync(hosts, `127.0.0.1 localhost\n${ELSEWHERE} moving.example\n`);
          response.end('ok');
        });
        const url = `http://moving.example:${seen.port}/`;
        writeFileSync(
          join(cwd, 'main.js'),
          `import http from 'k6/http';\nexport const options = ${options};\nexport default function () { http.get('${url}'); }`,
        );
        const ended = await withHosts(hosts, cwd, onTestFinished, ['run', 'main.js', '--out', 'out']);
        expect([code, ended.stderr]).toEqual([ended.code, expect.anything()]);
        expect(seen.connections(ELSEWHERE!)).toBe(0);
        expect(seen.requests('127.0.0.1')).toBe(code === 0 ? 4 : 1);
        if (code === 6) expect(ended.stderr).toContain(`moving.example:${seen.port} (${ELSEWHERE})`);
      }
    },
  );

test.concurrent('B-37 environment: production without --production: 6, and nobody is asked', async ({
  onTestFinished,
}) => {
  const seen = await startEverywhere(onTestFinished);
  const cwd = emptyFolder(onTestFinished);
  writeFileSync(join(cwd, 'loadkit.config.yaml'), `environment: production\ntarget: http://127.0.0.1:${seen.port}\n`);
  const ended = await inProcess(['run', 'smoke'], { cwd, env: { CI: 'true' } });
  expect(ended.code).toBe(6);
  expect(ended.stderr).toContain('--production 127.0.0.1');
  expect(seen.requests('127.0.0.1')).toBe(0);
});

test.concurrent('B-39 cloud metadata and private networks are refused as targets unless they are listed', async ({
  onTestFinished,
}) => {
  const cwd = emptyFolder(onTestFinished);
  writeFileSync(join(cwd, 'loadkit.config.yaml'), 'safety: { allow: [169.254.0.0/16] }\n');
  for (const [host, why] of [
    ['169.254.169.254', 'a link-local or cloud metadata address, which must be listed itself'],
    ['10.0.0.1', 'neither this machine nor on the allow-list'],
    ['[fd12::1]', 'neither this machine nor on the allow-list'],
  ] as const) {
    const ended = await inProcess(['run', 'smoke', '--target', `http://${host}`], { cwd });
    expect([ended.code, ended.stderr]).toEqual([6, expect.stringContaining(why)]);
    expect(ended.stderr).toContain('safety: { allow: [');
  }
});

const chromium = chromiumPath();
if (!chromium) process.stderr.write('SKIPPED: no Chromium here; pages of k6/browser are left out\n');

const PAGES = `
import { browser, chromium } from 'k6/browser';
const mine = 'http://127.0.0.1:' + PORT, off = OFF + ':' + PORT;
export const options = {
  scenarios: { ui: { executor: 'shared-iterations', iterations: 1, options: { browser: { type: 'chromium' } } } },
  thresholds: { checks: ['rate>0.99'] },
};
// k6 itself sees no sockets of pages.
const socketTo = (to) => new Promise((resolve) => {
  const socket = new WebSocket('ws://' + to + '/ws');
  socket.onopen = () => resolve('open');
  socket.onerror = socket.onclose = () => resolve('closed');
});
const quietly = async (run) => { try { return await run(); } catch (_) { return undefined; } };
export default async function () {
  const page = await browser.newPage();
  await page.goto(mine + '/page');
  console.log('title ' + (await page.title()));
  await page.evaluate((to) => fetch('http://' + to + '/fetch', { mode: 'no-cors' }).catch(() => {}).then(() => true), off);
  console.log('socket ' + (await page.evaluate(socketTo, off)));
  await page.context().close();
  await quietly(async () => {
    const context = await browser.newContext({ proxy: { server: 'http://' + off, bypass: OFF } });
    const other = await context.newPage();
    await quietly(() => other.goto('http://shop.example/', { timeout: 2000 }));
    await quietly(() => other.goto('http://' + off + '/bypassed', { timeout: 2000 }));
    console.log('socket ' + (await other.evaluate(socketTo, off)));
    await context.close();
  });
  try { await chromium['connect' + 'OverCDP']('ws://' + off + '/devtools'); } catch (error) { console.log(String(error)); }
}`;

test
  .skipIf(ELSEWHERE === undefined || !chromium)
  .concurrent(
    'pages of a browser, their sockets, proxies of their own and foreign browsers are held to the allow-list',
    async ({ onTestFinished }: TestContext) => {
      const seen = await startEverywhere(onTestFinished, (_, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<title>mine</title>');
      });
      // As root Chromium runs only without its sandbox.
      const bin = emptyFolder(onTestFinished);
      writeFileSync(join(bin, 'chromium'), `#!/bin/sh\nHOME=${bin} exec ${chromium} "$@"\n`);
      chmodSync(join(bin, 'chromium'), 0o755);
      const env = { PATH: `${bin}:${process.env['PATH']}`, K6_BROWSER_ARGS: 'no-sandbox,disable-gpu' };
      const ended = await runScript(onTestFinished, leading(seen) + PAGES, { env });
      expect(ended.stderr).toContain('title mine');
      expect(ended.stderr.match(/socket closed/g)).toHaveLength(2);
      expect(ended.stderr).toContain('connectOverCDP is refused');
      expect(seen.connections(ELSEWHERE!)).toBe(0);
      expect(blockedIn(ended.result())).toMatchObject([{ text: expect.stringContaining(`${ELSEWHERE}:${seen.port}`) }]);
    },
  );
