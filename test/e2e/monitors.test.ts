import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ChartSeries } from '../../src/result/chart-series.ts';
import { type After, emptyFolder, loadkit, resultIn, runFolder, until } from './command.ts';
import { startOwnSandbox } from './service.ts';

const missing = spawnSync('prometheus', ['--version']).error
  ? 'there is no prometheus: apt-get install prometheus'
  : undefined;

/** "test", as the documents of Prometheus hash it (prometheus.io/docs/guides/basic-auth). */
const HASH = '$2b$12$hNf2lSsxfm0.i4a.1kVpSOVyBCfIB51VRjgBUyv6kdnyTlgWj81Ay';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A Prometheus server that reads a page each second, behind a password; its address. */
async function startPrometheus(page: URL, after: After): Promise<string> {
  const folder = emptyFolder(after);
  const port = await freePort();
  const job = { job_name: 'sandbox', static_configs: [{ targets: [page.host] }] };
  writeFileSync(
    join(folder, 'prometheus.yml'),
    JSON.stringify({ global: { scrape_interval: '1s', scrape_timeout: '1s' }, scrape_configs: [job] }),
  );
  writeFileSync(join(folder, 'web.yml'), JSON.stringify({ basic_auth_users: { admin: HASH } }));
  const server = spawn(
    'prometheus',
    [
      ...['--config.file=prometheus.yml', '--web.config.file=web.yml', '--storage.tsdb.path=data'],
      ...[`--web.listen-address=127.0.0.1:${port}`, '--log.level=warn'],
    ],
    { cwd: folder, stdio: 'ignore' },
  );
  const ended = new Promise((resolve) => server.once('exit', resolve));
  after(async () => {
    server.kill('SIGKILL');
    await ended;
  });
  const url = `http://127.0.0.1:${port}`;
  let ready = false;
  const query = `${url}/api/v1/query?query=${encodeURIComponent('count(rate(process_cpu_seconds_total[10s]))')}`;
  const headers = { authorization: `Basic ${Buffer.from('admin:test').toString('base64')}` };
  const ask = async () => {
    const text = await fetch(query, { headers }).then(
      (response) => response.text(),
      () => '',
    );
    ready = text.includes('"value"');
    if (!ready) setTimeout(ask, 200);
  };
  void ask();
  await until('Prometheus has read the sandbox', () => ready);
  return url;
}

test('a run is watched by every kind of monitor, a real Prometheus among them', async ({
  skip,
  onTestFinished: after,
}) => {
  skip(missing !== undefined, missing);
  const sandbox = await startOwnSandbox({ slots: 4, service: 0.01 }, after);
  const prometheus = await startPrometheus(new URL(sandbox.url), after);
  const cwd = emptyFolder(after);
  writeFileSync(
    join(cwd, 'loadkit.config.yaml'),
    `target: ${sandbox.url}
monitors:
  page: { metrics: /metrics }
  server:
    prometheus: ${prometheus}
    basic: { user: admin, password: "\${PROM_PASSWORD}" }
    queries: { requests: "sum(rate(http_requests_total[5s]))", slots: sandbox_slots }
  refused: { prometheus: ${prometheus}, queries: { up: up } }
  health: { http: /health }
  self: { process: ${process.pid} }
  machine: { host: true }
  number: { command: [sh, -c, "echo 7"], every: 2s }
objectives:
  - { name: there, monitor: availability, target: "> 99%", required: true }
  - { name: slots, monitor: slots, target: ">= 4" }
`,
  );
  const args = ['run', 'smoke', '--time-scale', '0.2', '--out', 'out', '--format', 'json,markdown'];
  const { stderr } = await loadkit(args, { cwd, env: { PROM_PASSWORD: 'test' }, after });
  expect(stderr).toContain('watches server: requests, slots of the Prometheus server');
  const folder = runFolder(join(cwd, 'out'));
  const { watched } = JSON.parse(readFileSync(join(folder, 'series.json'), 'utf8')) as ChartSeries;
  const last = (monitor: string, metric: string) =>
    watched.find((one) => one.monitor === monitor && one.metric === metric)?.values.findLast((value) => value !== null);
  expect(last('server', 'slots')).toBe(4);
  expect(last('server', 'requests')).toBeGreaterThan(0);
  expect(last('page', 'http_request_duration_seconds_p95')).toBeGreaterThan(0);
  expect(last('health', 'availability')).toBe(1);
  expect(last('self', 'memory')).toBeGreaterThan(1e6);
  expect(last('machine', 'memory_usage')).toBeGreaterThan(0);
  expect(last('number', 'number')).toBe(7);
  const { caveats } = resultIn(folder);
  const gaps = caveats.filter(({ code }) => code === 'monitor-gap').map(({ text }) => text);
  expect(gaps).toEqual([
    expect.stringMatching(/^the monitor refused said nothing in all of the run \(\d+ × status 401\)/),
  ]);
  expect(stderr).toContain('the monitor refused reads nothing: status 401; the run goes on');
});
