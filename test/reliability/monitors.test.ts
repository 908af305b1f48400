import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { MonitorsSection, secretsOfMonitors } from '../../src/config/monitors/section.ts';
import type { Monitor, Reading } from '../../src/monitor/monitor.ts';
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
  const [monitor] = await openMonitors({ monitors, target: null, allow, objectives: [] });
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
  while (gaps.length < 6 || frames.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
  await watch.end();
  expect(most).toBe(1);
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
