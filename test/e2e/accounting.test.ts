import { writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type After, emptyFolder, resultIn, runFolder } from './command.ts';
import { inProcess } from './in-process.ts';

const QUICK = "const quick = () => http.get(__ENV.TARGET + '/quick');";
/** Another neighbour on the machine makes a run inconclusive: what was found stands in its lines all the same. */
const NOT_GREEN = [3, 5];

/** Answers at once, after a second, never, or elsewhere; from the n-th request on never at all. */
async function startService(after: After, { deadAfter = Number.POSITIVE_INFINITY } = {}): Promise<string> {
  let seen = 0;
  const server = createServer((request, response) => {
    seen += 1;
    if (seen > deadAfter || request.url === '/never') return;
    answer(request.url ?? '/', response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function answer(path: string, response: ServerResponse): void {
  const elsewhere = (location: string) => response.writeHead(302, { location }).end();
  if (path === '/loop') elsewhere('/loop');
  else if (path === '/orders') elsewhere('/login');
  else if (path === '/page') response.end('<p>an error page</p>'.repeat(4000));
  else setTimeout(() => response.end('{}'), path === '/late' ? 1000 : 5);
}

interface Case {
  readonly script: string;
  readonly args?: readonly string[];
  readonly file?: string;
  readonly deadAfter?: number;
}

async function run({ script, args = [], file = 'script.js', deadAfter }: Case, after: After) {
  const cwd = emptyFolder(after);
  const url = await startService(after, deadAfter === undefined ? {} : { deadAfter });
  writeFileSync(
    join(cwd, file),
    `${file.endsWith('.cjs') || script.includes('require(') ? '' : "import http from 'k6/http';\n"}${script}`,
  );
  const out = join(cwd, 'runs');
  const ended = await inProcess(['run', file, '--target', url, '-e', `TARGET=${url}`, '--out', out, ...args], { cwd });
  return { ...ended, result: resultIn(runFolder(out)) };
}

/** The zones of the lines that nobody has to write. */
function own(result: Awaited<ReturnType<typeof run>>['result']): Record<string, string> {
  const names = /^(unanswered requests|standstill|endless redirects|arrivals never sent|script exceptions)$/;
  return Object.fromEntries(
    result.objectives.filter(({ name }) => names.test(name)).map(({ name, zone }) => [name, zone]),
  );
}

const USERS = (more = '') =>
  `export const options = { scenarios: { a: { executor: 'constant-vus', vus: 4, duration: '3s', gracefulStop: '0s'${more} } },
     thresholds: { http_req_failed: ['rate<0.01'] } };`;

describe.concurrent('what began and never ended', () => {
  test('half of the requests are never answered: not met', async ({ onTestFinished }) => {
    const script = `${USERS()}\nexport default function () { http.get(__ENV.TARGET + '/quick'); http.get(__ENV.TARGET + '/never'); }`;
    const { code, result } = await run({ script }, onTestFinished);
    expect(NOT_GREEN).toContain(code);
    expect(own(result)).toEqual({ 'unanswered requests': 'critical' });
    expect(result.totals.accounting).toEqual({
      iterations: { started: 4, ended: 0, threw: 0, cutOff: 4, dropped: 0 },
      requests: { started: 8, ended: 4, cutOff: 4 },
    });
  });

  test('the same users of a healthy service, cut off with requests in flight as old as any: nothing to say', async ({
    onTestFinished,
  }) => {
    const script = `${USERS()}\nexport default function () { http.get(__ENV.TARGET + '/quick'); http.get(__ENV.TARGET + '/late'); }`;
    const { result } = await run({ script }, onTestFinished);
    expect(own(result)).toEqual({});
    expect(result.objectives.map(({ zone }) => zone)).toEqual(['met']);
    const { iterations, requests } = result.totals.accounting!;
    expect(iterations.started).toBe(iterations.ended + iterations.cutOff);
    expect(requests.started).toBe(requests.ended + requests.cutOff);
    expect(result.caveats.map(({ code }) => code)).not.toContain('unaccounted');
  });

  test.each([
    [
      'an exec function',
      { script: `${USERS(", exec: 'visit'")}\nexport function visit() { http.get(__ENV.TARGET + '/never'); }` },
    ],
    [
      'an async function',
      {
        script: `${USERS()}\nexport default async function () { await http.asyncRequest('GET', __ENV.TARGET + '/never'); }`,
      },
    ],
    [
      'a CommonJS script',
      {
        script: `const http = require('k6/http');\n${USERS().replace('export const options', 'module.exports.options')}\nmodule.exports.default = function () { http.get(__ENV.TARGET + '/never'); };`,
      },
    ],
  ] as [string, Case][])('%s whose only request hangs', async (_, given) => {
    const after: After = (cleanup) => cleanups.push(cleanup);
    const cleanups: (() => void | Promise<void>)[] = [];
    try {
      const { code, result } = await run(given, after);
      expect(NOT_GREEN).toContain(code);
      expect(own(result)).toEqual({ 'unanswered requests': 'critical' });
      expect(result.totals.accounting?.iterations).toMatchObject({ started: 4, cutOff: 4 });
    } finally {
      for (const cleanup of cleanups.reverse()) await cleanup();
    }
  });

  test('a target that deadlocks half-way under a profile of users', async ({ onTestFinished }) => {
    const script =
      "import { target } from 'loadkit/k6';\nexport const requests = 1;\nexport default () => { http.get(target + '/quick'); };\n";
    const cwd = emptyFolder(onTestFinished);
    const url = await startService(onTestFinished, { deadAfter: 200 });
    writeFileSync(join(cwd, 'journey.js'), `import http from 'k6/http';\n${script}`);
    const out = join(cwd, 'runs');
    const args = ['run', 'smoke', '--journey', 'journey.js', '--time-scale', '0.2', '--target', url, '--out', out];
    const { code } = await inProcess(args, { cwd });
    const result = resultIn(runFolder(out));
    expect(NOT_GREEN).toContain(code);
    expect(own(result)['unanswered requests']).toBe('critical');
    expect(result.caveats.find(({ code }) => code === 'stalled')?.text).toMatch(
      /^requests were waited for, and none ended: from .* to .* \(1 in flight\)$/,
    );
    expect(result.totals.accounting?.requests.cutOff).toBe(1);
  });
});

describe.concurrent('errors that k6 takes for successes', () => {
  test('a redirect that never ends', async ({ onTestFinished }) => {
    const script = `export const options = { iterations: 5 };\nexport default function () { http.get(__ENV.TARGET + '/loop'); }`;
    const { code, result } = await run({ script }, onTestFinished);
    expect(NOT_GREEN).toContain(code);
    expect(own(result)).toEqual({ 'endless redirects': 'critical' });
  });

  test('a login page in place of what was asked for is told, and is no error', async ({ onTestFinished }) => {
    const script = `export const options = { iterations: 5 };\nexport default function () { http.get(__ENV.TARGET + '/orders'); }`;
    const { result, stdout } = await run({ script }, onTestFinished);
    expect(own(result)).toEqual({});
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/pointed elsewhere .* 5 of 5 of GET http:\S+\/orders/);
    const unfollowed = script.replace("'/orders')", "'/orders', { redirects: 0 })");
    expect((await run({ script: unfollowed }, onTestFinished)).result.caveats.map(({ code }) => code)).toContain(
      'not-followed',
    );
  });

  test('an exception that holds a page', async ({ onTestFinished }) => {
    const script = `export const options = { iterations: 5 };\n${QUICK}\nexport default function () { quick(); throw new Error('unexpected: ' + http.get(__ENV.TARGET + '/page').body); }`;
    const { code, result } = await run({ script }, onTestFinished);
    expect(NOT_GREEN).toContain(code);
    expect(own(result)).toEqual({ 'script exceptions': 'critical' });
    expect(result.errors.filter(({ kind }) => kind === 'script exception')).toMatchObject([{ count: 5 }]);
    expect(result.errors[0]?.examples[0]).toMatch(/^script\.js:\d+:\d+: Error: unexpected: <p>.*…$/);
    expect(result.totals.accounting?.iterations).toMatchObject({ started: 5, ended: 0, threw: 5 });
  });
});
