import { readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createSecureServer } from 'node:http2';
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ChartSeries } from '../../src/result/chart-series.ts';
import { type After, emptyFolder, loadkit, ROOT, resultIn, runFolder, start, until } from '../e2e/command.ts';
import { startService } from '../e2e/service.ts';

/** Other work on the machine makes a run inconclusive: what was found stands in its lines all the same. */
const NOT_GREEN = [3, 5];
const MARKDOWN = ['--format', 'markdown'];

function scriptOf(body: string, options = 'iterations: 3'): string {
  return `import http from 'k6/http';\nexport const options = { ${options} };\nexport default function () { ${body}; }\n`;
}

async function runScript(after: After, script: string, args: readonly string[] = []) {
  const cwd = emptyFolder(after);
  writeFileSync(join(cwd, 'main.js'), script);
  const ended = await loadkit(['run', 'main.js', ...args], { cwd, after });
  expect(ended.stderr).not.toContain('internal error');
  const folder = () => runFolder(join(cwd, 'reports'));
  return { ...ended, cwd, folder, result: () => resultIn(folder()) };
}

async function listen(server: Server, port = 0): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

describe.concurrent('a target that is not there', () => {
  test('B-26 nothing listens: exit 8 before the load, or at its end with --no-preflight', async ({
    onTestFinished,
  }) => {
    const script = scriptOf("http.get('http://127.0.0.1:9/')", "vus: 2, duration: '2s'");
    const [before, after] = await Promise.all([
      runScript(onTestFinished, script),
      runScript(onTestFinished, script, ['--no-preflight']),
    ]);
    expect([before.code, after.code]).toEqual([8, 8]);
    expect(before.stderr).toContain('http://127.0.0.1:9 cannot be reached: connection refused');
    expect(before.folder).toThrow();
    expect(after.result().totals).toMatchObject({ answered: 0 });
    expect(after.result().totals.requests).toBeGreaterThan(0);
    expect(after.stdout).not.toContain('✓');
  });

  test('B-28 a name that leads nowhere: exit 8 with the host and the resolver’s words', async ({ onTestFinished }) => {
    const cwd = emptyFolder(onTestFinished);
    writeFileSync(join(cwd, 'loadkit.config.yaml'), 'safety: { allow: [nowhere.invalid] }\n');
    writeFileSync(join(cwd, 'main.js'), scriptOf("http.get('http://nowhere.invalid/')"));
    const ended = await Promise.all([
      loadkit(['run', 'smoke', '--target', 'http://nowhere.invalid'], { cwd, after: onTestFinished }),
      loadkit(['run', 'main.js'], { cwd, after: onTestFinished }),
    ]);
    for (const { code, stderr } of ended) {
      expect(code).toBe(8);
      expect(stderr).toMatch(/host nowhere\.invalid cannot be resolved: .*(ENOTFOUND|EAI_AGAIN)/);
      expect(stderr).toContain('check the URL, the resolver and the network');
    }
  });

  test('B-29 a certificate that is not trusted: exit 8 with its reason; unverified ones only where the script says so, and told', async ({
    onTestFinished,
  }) => {
    const pem = (name: string) => readFileSync(join(ROOT, 'test/k6/certs', `${name}.pem`));
    const serve = async (certificate: string) => {
      const server = createSecureServer({ key: pem('key'), cert: pem(certificate) }, (_, response) => {
        response.end('ok');
      });
      onTestFinished(() => void server.close());
      return `https://127.0.0.1:${await listen(server)}`;
    };
    const self = await serve('self-signed');
    // The authority that signed the others is trusted here, so that what is left is their own fault.
    const cwd = emptyFolder(onTestFinished);
    const ask = async (url: string, name: string) => {
      writeFileSync(join(cwd, name), scriptOf(`http.get('${url}')`));
      return loadkit(['run', name], {
        cwd,
        after: onTestFinished,
        env: { SSL_CERT_FILE: join(ROOT, 'test/k6/certs/ca.pem') },
      });
    };
    const [strange, expired, other, unverified] = await Promise.all([
      ask(self, 'self.js'),
      ask(await serve('expired'), 'expired.js'),
      ask(await serve('wrong-host'), 'other.js'),
      runScript(
        onTestFinished,
        scriptOf(`http.get('${self}')`, 'iterations: 3, insecureSkipTLSVerify: true'),
        MARKDOWN,
      ),
    ]);
    expect([strange.code, expired.code, other.code]).toEqual([8, 8, 8]);
    expect(strange.stderr).toMatch(/x509: .*unknown authority/);
    expect(expired.stderr).toMatch(/certificate has expired/);
    expect(other.stderr).toMatch(/x509: .*another host/);
    for (const { stderr } of [strange, expired, other]) expect(stderr).toContain('insecureSkipTLSVerify');
    expect(unverified.result().totals).toMatchObject({ requests: 3, answered: 3 });
    for (const text of [unverified.stdout, readFileSync(join(unverified.folder(), 'report.md'), 'utf8')])
      expect(text).toMatch(/certificates were not verified/i);
  });
});

describe.concurrent('a target that fails', () => {
  test('B-27 it dies half-way and comes back: the errors stand in their seconds, and are no fast answers', async ({
    onTestFinished,
  }) => {
    const DELAY = 30;
    let asked = 0;
    const serve = () =>
      createHttp((_, response) => {
        asked += 1;
        setTimeout(() => response.end('ok'), DELAY);
      });
    const first = serve();
    const port = await listen(first);
    let server = first;
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const cwd = emptyFolder(onTestFinished);
    const options =
      "scenarios: { a: { executor: 'constant-arrival-rate', rate: 40, duration: '7s', preAllocatedVUs: 20 } }";
    writeFileSync(join(cwd, 'main.js'), scriptOf(`http.get('http://127.0.0.1:${port}/')`, options));
    const objectives = ['http_req_duration p50 < 1s', 'http_req_failed rate < 1%'];
    const running = start(['run', 'main.js', ...objectives.flatMap((each) => ['--objective', each])], {
      cwd,
      after: onTestFinished,
    });
    await until('load', () => asked > 80);
    first.close();
    first.closeAllConnections();
    await new Promise((resolve) => setTimeout(resolve, 3000));
    server = serve();
    await listen(server, port);
    const { code, stdout } = await running.ended;
    expect(NOT_GREEN).toContain(code);
    const folder = runFolder(join(cwd, 'reports'));
    const { objectives: lines, totals, errors } = resultIn(folder);
    expect(errors.find(({ kind }) => kind === 'k6 error 1212')?.count).toBeGreaterThan(60);
    expect(stdout).toContain('k6 error 1212');
    const [latency, failed] = lines.filter(({ source }) => source === 'flag');
    expect(failed).toMatchObject({ zone: 'critical' });
    expect(latency?.samples).toBe(totals.requests - totals.failed);
    // A refusal takes less than a millisecond.
    expect(latency?.actual).toBeGreaterThanOrEqual(DELAY / 1000);
    const series = ChartSeries.parse(JSON.parse(readFileSync(join(folder, 'series.json'), 'utf8')));
    expect(series.failed.filter((share) => share === 1).length).toBeGreaterThanOrEqual(2);
    // On a busy machine the first seconds may have none.
    expect(series.failed.find((share) => share !== null)).toBe(0);
    expect(series.failed.filter((share) => share !== null).at(-1)).toBe(0);
    // Where nothing succeeded there is no latency, and no 0.
    for (const [second, share] of series.failed.entries()) if (share === 1) expect(series.p50[second]).toBeNull();
  });

  test('B-30 fast 5xx: latency is judged on the successes, which are counted; the errors break their objective', async ({
    onTestFinished,
  }) => {
    const service = await startService(
      (path) => (path === '/slow' ? { delay: 60 } : { status: 503, delay: 0 }),
      onTestFinished,
    );
    const fast = `http.get('${service.url}/fast')`;
    const objectives = ['--objective', 'http_req_duration p50 < 20ms', '--objective', 'http_req_failed rate < 1%'];
    const [mixed, all] = await Promise.all([
      runScript(
        onTestFinished,
        scriptOf(`http.get('${service.url}/slow'); ${`${fast}; `.repeat(4)}`, 'iterations: 25'),
        [...objectives, ...MARKDOWN],
      ),
      runScript(onTestFinished, scriptOf(fast, 'iterations: 100'), objectives),
    ]);
    const lines = ({ result }: typeof mixed) =>
      result()
        .objectives.filter(({ source }) => source === 'flag')
        .map(({ zone, samples }) => [zone, samples]);
    expect([mixed.code, all.code].every((code) => NOT_GREEN.includes(code!))).toBe(true);
    // Of all 125 the median is that of a refusal.
    expect(lines(mixed)).toEqual([
      ['critical', 25],
      ['critical', 125],
    ]);
    expect(readFileSync(join(mixed.folder(), 'report.md'), 'utf8')).toMatch(/http_req_duration.*\b25\b/);
    expect(lines(all)).toEqual([
      ['no-data', 0],
      ['critical', 100],
    ]);
    expect(all.stdout).not.toContain('✓ Meets');
  });

  test('B-31 bodies that crawl, break off, are empty, shorter than announced, or 100 MB: each error has its kind, memory is bounded', async ({
    onTestFinished,
  }) => {
    const sockets = new Set<Socket>();
    const answer = (socket: Socket, path: string) => {
      const head = (length: number) => socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\n`);
      if (path === '/crawl') {
        head(1000);
        const timer = setInterval(() => socket.write('x'), 50);
        socket.once('close', () => clearInterval(timer));
      } else if (path === '/reset') {
        head(1000);
        socket.write('only this', () => setTimeout(() => socket.resetAndDestroy(), 20));
      } else if (path === '/nothing') socket.end();
      else if (path === '/short') {
        head(1000);
        socket.end('only this');
      } else if (path === '/zero') head(0);
      else {
        head(100e6);
        for (let i = 0; i < 100; i++) socket.write(Buffer.alloc(1e6, 120));
      }
    };
    const server = createTcp((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('data', (request) => answer(socket, /^GET (\S+)/.exec(request.toString('latin1'))?.[1] ?? ''));
    });
    const port = await listen(server);
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const cwd = emptyFolder(onTestFinished);
    const paths = ['/crawl', '/reset', '/nothing', '/short', '/zero', '/large'];
    const body = `for (const path of ${JSON.stringify(paths)}) http.get('http://127.0.0.1:${port}' + path, { timeout: path === '/large' ? '60s' : '1s', responseType: 'binary' })`;
    writeFileSync(join(cwd, 'main.js'), scriptOf(body, 'iterations: 2'));
    const running = start(['run', 'main.js', '--no-preflight', '--objective', 'http_req_failed rate < 1%'], {
      cwd,
      after: onTestFinished,
    });
    let highest = 0;
    const watch = setInterval(() => {
      highest = Math.max(highest, residentBytes(running.child.pid!));
    }, 100);
    const { code, stdout } = await running.ended;
    clearInterval(watch);
    expect(NOT_GREEN).toContain(code);
    const { errors, totals } = resultIn(runFolder(join(cwd, 'reports')));
    expect(totals).toMatchObject({ requests: 12, failed: 8 });
    const kinds = errors.map(({ kind, count }) => `${count} × ${kind}`).sort();
    expect(kinds).toEqual(['2 × k6 error 1050', '2 × k6 error 1220', '4 × k6 error 1000'].sort());
    expect(errors.flatMap(({ examples }) => examples).join('\n')).toMatch(/\/crawl request timeout/);
    expect(stdout).toContain('k6 error 1050');
    expect(totals.dataReceived).toBeGreaterThan(200e6);
    // 80 MB without any of it.
    expect(highest).toBeGreaterThan(0);
    expect(highest).toBeLessThan(400e6);
  });
});

/** Bytes of memory that a process holds; 0 when it is gone. */
function residentBytes(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
