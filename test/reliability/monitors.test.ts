import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { MonitorsSection, secretsOfMonitors } from '../../src/config/monitors/section.ts';
import { httpMonitor } from '../../src/monitor/http-monitor.ts';
import { processMonitor } from '../../src/monitor/machine/process-monitor.ts';
import type { MissedReading, Monitor, Reading } from '../../src/monitor/monitor.ts';
import { openMonitors } from '../../src/monitor/open.ts';
import { Watch } from '../../src/monitor/watch.ts';
import { createRedactor } from '../../src/redact.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** What a server was asked, with its headers. */
interface Seen {
  readonly url: string;
  readonly asked: { readonly method: string; readonly path: string; readonly authorization: string | undefined }[];
}

async function serving(answer: RequestListener): Promise<Seen> {
  const asked: Seen['asked'] = [];
  const server = createServer((request, response) => {
    asked.push({ method: request.method!, path: request.url!, authorization: request.headers.authorization });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`, asked };
}

async function monitorOf(written: Record<string, unknown>, allow: readonly string[] = []): Promise<Monitor> {
  const monitors = MonitorsSection.parse({ app: written });
  const [monitor] = await openMonitors({ monitors, target: null, allow, objectives: [], cwd: '.', env: {} });
  open.push(() => monitor!.close?.());
  return monitor!;
}

const read = (monitor: Monitor): Promise<readonly Reading[]> => monitor.read(new AbortController().signal);
const reason = (monitor: Monitor): Promise<string> =>
  read(monitor).then(
    (got) => `read ${got.length}`,
    ({ message }: Error) => message,
  );

describe('a page that cannot be read', () => {
  const cases: readonly (readonly [what: string, answer: RequestListener, said: RegExp])[] = [
    ['refuses', (_, response) => response.writeHead(401).end('no'), /^status 401$/],
    [
      'is a proxy’s error page',
      (_, response) => response.end('<html>502</html>'),
      /^no page of metrics: line 1 of it is no metric$/,
    ],
    ['hangs', () => {}, /^no answer within 1 s$/],
    ['hangs in the middle', (_, response) => response.write('a 1\n'), /^no answer within 1 s$/],
    [
      'breaks off',
      (_, response) => response.write('a 1\n', () => response.destroy()),
      /^the connection was reset|broke off/,
    ],
    [
      'is cut off',
      (_, response) => response.setHeader('content-type', 'application/openmetrics-text').end('a 1\n'),
      /^the page is cut off: it has no # EOF$/,
    ],
    ['is compressed', (_, response) => response.setHeader('content-encoding', 'gzip').end('x'), /compressed/],
  ];
  test.each(cases)('B-40 %s: a gap with its reason, no number', async (_, answer, said) => {
    const { url } = await serving(answer);
    expect(await reason(await monitorOf({ metrics: url, take: ['a'], timeout: '1s' }))).toMatch(said);
  });

  test('B-40 is not there: a gap, and read again once it is', async () => {
    const monitor = await monitorOf({ metrics: 'http://127.0.0.1:9/metrics' });
    expect(await reason(monitor)).toBe('nothing listens there');
  });
});

test('B-41 a reading that takes longer than its interval: the next are gaps, counted, and never two at once', async () => {
  const [gaps, frames] = [[] as string[], [] as number[]];
  let [now, most] = [0, 0];
  const read = async () => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 120));
    now -= 1;
    return [{ metric: 'a', unit: 'none' as const, value: 1 }];
  };
  const watch = new Watch([{ name: 'slow', every: 0.05, read }], {
    put: async (line) => {
      if (line.t === 'gap') gaps.push(line.reason);
      if (line.t === 'frame') frames.push(line.s);
    },
    ...{ note: async () => {}, say: () => {}, redact: (line) => line, elapsed: () => performance.now() / 1000 },
  });
  watch.begin('');
  for (let waits = 0; waits < 500 && (gaps.length < 6 || frames.length < 2); waits++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  await watch.end();
  expect(most).toBe(1);
  expect(frames.length).toBeGreaterThanOrEqual(2);
  expect(gaps).toContain('a reading took longer than its interval of 0 s');
});

test('B-45 a page without end is not read to its end: 16 MB at most, whatever comes', async () => {
  const line = 'a{b="c"} 1\n'.repeat(1e5);
  let sent = 0;
  const { url } = await serving((_, response) => {
    const more = () => {
      while (!response.destroyed && sent < 5e9) {
        sent += line.length;
        if (!response.write(line)) return response.once('drain', more);
      }
    };
    more();
  });
  expect(await reason(await monitorOf({ metrics: url }))).toBe('the answer has more than 16 MiB, and no more is read');
  expect(sent).toBeLessThan(64e6);
});

test('B-42 buckets of several label sets are kept apart', async () => {
  let scale = 1;
  const page = () =>
    ['a', 'b']
      .flatMap((route, i) =>
        ['0.1', '1', '+Inf'].map(
          (le, at) => `d_seconds_bucket{route="${route}",le="${le}"} ${scale * (i === 0 ? 10 : at * 10)}`,
        ),
      )
      .join('\n');
  const { url } = await serving((_, response) => response.end(`${page()}\n`));
  const monitor = await monitorOf({ metrics: url, take: ['d_seconds_p50'] });
  await read(monitor);
  scale = 2;
  const readings = await read(monitor);
  expect(readings.map(({ tags, value }) => [tags?.['route'], value])).toEqual([
    ['a', 0.05],
    ['b', 1],
  ]);
});

describe('what a monitor logs in with', () => {
  test('B-48 is sent to its own address only: a redirect is told and not followed', async () => {
    const other = await serving((_, response) => response.end('a 1\n'));
    const first = await serving((_, response) => response.writeHead(302, { location: other.url }).end());
    const said = await reason(await monitorOf({ metrics: first.url, bearer: 'a-secret-token', take: ['a'] }));
    expect(said).toBe('status 302, a redirect to another host, 127.0.0.1, which is not followed: name the page itself');
    expect(first.asked).toEqual([{ method: 'GET', path: '/metrics', authorization: 'Bearer a-secret-token' }]);
    expect(other.asked).toEqual([]);
  });

  test('B-48 stands in no text', () => {
    const monitors = MonitorsSection.parse({
      a: { metrics: '/metrics', bearer: 'token-of-a' },
      b: { metrics: 'http://u:password-of-b@127.0.0.1/', basic: { user: 'u', password: 'basic-of-b' } },
    });
    const redact = createRedactor(secretsOfMonitors(monitors));
    expect(redact('token-of-a, password-of-b, basic-of-b')).toBe('***, ***, ***');
  });
});

describe('B-47 a process that is watched by its number', () => {
  const stat = (start: number) => `7 (web) S 1 1 1 0 -1 0 0 0 0 0 5 0 0 0 20 0 1 0 ${start} 0 0`;
  const watched = () => {
    const proc = mkdtempSync(join(tmpdir(), 'loadkit-proc-'));
    open.push(() => rmSync(proc, { recursive: true, force: true }));
    writeFileSync(join(proc, 'uptime'), '10 5');
    mkdirSync(join(proc, '7'));
    writeFileSync(join(proc, '7/stat'), stat(100));
    return { proc, monitor: processMonitor({ name: 'web', every: 1, of: 7, proc }) };
  };

  test('B-47 ends: its series ends, too', async () => {
    const { proc, monitor } = watched();
    await read(monitor);
    rmSync(join(proc, '7'), { recursive: true });
    expect(await reason(monitor)).toBe('the process 7 has ended');
  });

  test('B-47 ends, and a stranger gets its number: it is not watched', async () => {
    const { proc, monitor } = watched();
    await read(monitor);
    writeFileSync(join(proc, '7/stat'), stat(900));
    expect(await reason(monitor)).toBe('the process 7 has ended, and another has its number');
    expect(await reason(monitor)).toBe('the process 7 has ended, and another has its number');
  });
});

test('whether a page is there is read by a clock of its own: no answer is 0, what loadkit itself lacks a gap', async () => {
  let status = 200;
  const { url, asked } = await serving((_, response) =>
    status === 0 ? response.destroy() : response.writeHead(status).end(),
  );
  const monitor = await monitorOf({ http: url });
  const available = async () =>
    (await read(monitor)).map(({ metric, value }) => (metric === 'availability' ? value : metric));
  expect(await available()).toEqual([1, 'probe_duration']);
  status = 503;
  expect(await available()).toEqual([0, 'probe_duration']);
  status = 0;
  expect(await available()).toEqual([0]);
  expect(asked).toHaveLength(3);
  expect(await read(await monitorOf({ http: 'http://127.0.0.1:9/' }))).toMatchObject([
    { metric: 'availability', value: 0 },
  ]);
});

test('a page that hangs when the run ends is not there, where it was waited for longer than the interval', async () => {
  const { url } = await serving(() => {});
  const cutOff = async (every: number) => {
    const access = { allow: [], authorization: undefined, timeout: 60 };
    const monitor = httpMonitor({ name: 'health', every, url: new URL(url), access, status: undefined });
    open.push(() => monitor.close?.());
    const over = new AbortController();
    const read = monitor.read(over.signal);
    setTimeout(() => over.abort(), 50);
    return read.catch((error: MissedReading) => error.readings.map(({ value, lasts }) => [value, lasts]));
  };
  expect(await Promise.all([0.01, 60].map(cutOff))).toEqual([[[0, true]], []]);
});

describe('a Prometheus server', () => {
  const answers = (status: number, body: unknown) =>
    serving((_, response) => response.writeHead(status).end(JSON.stringify(body)));
  const asked = async ({ url }: Seen, queries: Record<string, string> = { cpu: 'up' }) =>
    monitorOf({ prometheus: url.replace('/metrics', '/prom/'), queries, basic: { user: 'u', password: 'p' } });

  test('is asked by GET at its prefix; each series of an answer is one, and NaN is none', async () => {
    const result = [
      { metric: { __name__: 'up', job: 'a' }, value: [1, '1'] },
      { metric: {}, value: [1, 'NaN'] },
    ];
    const server = await answers(200, { status: 'success', data: { resultType: 'vector', result } });
    expect(await read(await asked(server))).toEqual([
      { metric: 'cpu', unit: 'none', value: 1, tags: { job: 'a' } },
      { metric: 'cpu', unit: 'none', value: Number.NaN, tags: {} },
    ]);
    expect(server.asked).toEqual([{ method: 'GET', path: '/prom/api/v1/query?query=up', authorization: 'Basic dTpw' }]);
  });

  test.each([
    [400, { status: 'error', errorType: 'bad_data', error: 'unknown function' }, 'cpu: unknown function'],
    [401, 'no', 'status 401'],
    [200, { status: 'ok' }, 'the answer is none of a Prometheus server'],
    [
      200,
      { status: 'success', data: { resultType: 'matrix', result: [] } },
      'cpu: the expression is a matrix, and a reading is one number',
    ],
  ])('B-40 answers %i %j: a gap', async (status, body, said) => {
    expect(await reason(await asked(await answers(status, body)))).toBe(said);
  });

  test('B-40 one query that fails leaves the others', async () => {
    const server = await serving(({ url }, response) => {
      const fine = { status: 'success', data: { resultType: 'scalar', result: [1, '2.5'] } };
      const wrong = { status: 'error', errorType: 'execution', error: 'too many samples' };
      response.end(JSON.stringify(url?.includes('bad') ? wrong : fine));
    });
    await expect(read(await asked(server, { good: '2.5', worse: 'bad' }))).rejects.toMatchObject({
      message: 'worse: too many samples',
      readings: [{ metric: 'good', value: 2.5 }],
    });
  });
});

describe('B-39 a monitor connects', () => {
  test.each(['http://10.1.2.3/metrics', 'http://169.254.169.254/latest'])(
    'not to %s: exit 6, and what to add',
    async (metrics) => {
      await expect(monitorOf({ metrics })).rejects.toMatchObject({ exitCode: 6 });
      await expect(monitorOf({ metrics })).rejects.toThrow(/the monitor app would connect to .*safety: \{ watch: \[/s);
    },
  );

  test('to what is listed; a metadata address must be listed itself', async () => {
    await monitorOf({ metrics: 'http://10.1.2.3/metrics' }, ['10.0.0.0/8']);
    await expect(monitorOf({ metrics: 'http://169.254.169.254/' }, ['169.254.0.0/16'])).rejects.toMatchObject({
      exitCode: 6,
    });
  });
});
