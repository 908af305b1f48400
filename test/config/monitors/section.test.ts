import { expect, it } from 'vitest';
import { serviceFindings } from '../../../src/config/rules.ts';
import { ServiceConfig, type WrittenServiceConfig } from '../../../src/config/service-config.ts';
import { checkSchema } from '../../../src/input/explain.ts';
import { formatPath } from '../../../src/input/finding.ts';

/** What is told of a configuration: of its fields, else of what they say together. */
function told(written: WrittenServiceConfig | Record<string, unknown>): string[] {
  const { data, findings } = checkSchema(ServiceConfig, written);
  const all = data === undefined ? findings : serviceFindings(data, { tiers: [], scenarios: [] });
  return all.map(({ path, what, next }) => `${formatPath(path)}: ${what}${next ? ` | ${next}` : ''}`);
}

const app = { metrics: '/metrics' };

it.each([
  [{ app }, []],
  [{ app: { metrics: 'https://10.0.0.1:9100/metrics', every: '15s', timeout: '5s', take: ['a_*'], bearer: 't' } }, []],
  [{ app: {} }, ['monitors.app: this monitor reads nothing']],
  [
    { app: { metrics: 'metrics' } },
    ['monitors.app.metrics: expected a URL such as http://127.0.0.1:9187/metrics, or a path'],
  ],
  [
    { app: { ...app, every: '500ms' } },
    ['monitors.app.every: a monitor reads every whole number of seconds, from 1s to 1h'],
  ],
  [
    { app: { ...app, bearer: 't', basic: { user: 'u', password: 'p' } } },
    ['monitors.app: `bearer` and `basic` are two ways'],
  ],
  [{ app: { ...app, take: ['!a'] } }, ['monitors.app.take[0]: the name of a metric']],
  [{ a: { process: 4711 }, b: { process: 'nginx' }, c: { host: true }, d: { cgroup: '/sys/fs/cgroup/x' } }, []],
  [{ a: { http: '/health', status: [200, 429] }, b: { command: ['./q.sh'], readings: { q: 'a[0]' } } }, []],
  [{ a: { ...app, process: 1 } }, ['monitors.a: this monitor has both `metrics` and `process`']],
  [{ a: { host: true, take: ['x'] } }, ['monitors.a: `take` has no meaning beside `host`']],
  [{ a: { prometheus: '/prom', queries: { up: 'up' } } }, ['monitors.a.prometheus: expected a URL such as']],
  [{ a: { prometheus: 'http://127.0.0.1:9090' } }, ['monitors.a: this monitor asks its server nothing']],
  [{ a: { postgres: 'postgresql://u:p%40@db:5432/shop?sslmode=verify-full&schema=a', pool: 20, every: '5s' } }, []],
  [{ a: { postgres: 'mysql://u:secret@db/x' } }, ['monitors.a.postgres: expected a URL such as postgres://']],
  [{ a: { postgres: 'postgres://db/x' } }, ['monitors.a.postgres: expected a URL such as postgres://']],
  [{ a: { postgres: 'postgres://u:secret/more@db/x' } }, ['monitors.a.postgres: expected a URL such as postgres://']],
  [{ a: { postgres: 'postgres://u:1/secret@db/x' } }, ['monitors.a.postgres: expected a URL such as postgres://']],
  [{ a: { postgres: 'postgres://u@db/x?host=10.0.0.1' } }, ['monitors.a.postgres: `host` stands in the address']],
  [{ a: { postgres: 'postgres://u@db/x?sslmode=prefer' } }, ['monitors.a.postgres: `sslmode` is one of disable']],
  [{ a: { kubernetes: 'shop', selector: 'app=web', context: 'c' } }, []],
  [{ a: { kubernetes: '--all' } }, ['monitors.a.kubernetes: expected the name of a namespace']],
  [{ a: { ...app, pool: 5 } }, ['monitors.a: `pool` has no meaning beside `metrics`']],
  [{ 'my app': app }, ['monitors["my app"]: "my app" as a key: a letter, then']],
  [{ app: { metircs: '/m' } }, ['monitors.app.metircs: ', 'monitors.app: this monitor reads nothing']],
])('%j', (monitors, expected) => {
  const all = told({ monitors });
  expect(all.join()).not.toContain('secret');
  expect(all.map((line, i) => line.startsWith(expected[i] ?? 'nothing'))).toEqual(expected.map(() => true));
});

it('an objective on what nothing can read is refused, and one on a monitor that is not there', () => {
  const hits = { name: 'hits', monitor: 'cache_hit_ratio', target: '> 85%' };
  const of = (monitor: string) => ({ monitors: { app }, objectives: [{ ...hits, where: { monitor } }] });
  expect(told({ objectives: [hits] })).toEqual([
    expect.stringMatching(/^objectives\[0\]\.monitor: nothing reads "cache_hit_ratio": .* \| add monitors: /),
  ]);
  expect(told({ monitors: { app }, objectives: [hits] })).toEqual([]);
  expect(told(of('app'))).toEqual([]);
  expect(told(of('ap*'))).toEqual([]);
  expect(told(of('apq'))).toEqual(['objectives[0].where.monitor: there is no monitor "apq" | did you mean `app`?']);
  const host = { monitors: { machine: { host: true } }, objectives: [{ ...hits, monitor: 'cpu_usag' }] };
  expect(told(host)).toEqual(['objectives[0].monitor: no monitor reads "cpu_usag" | did you mean `cpu_usage`?']);
  expect(told({ ...host, monitors: { ...host.monitors, app } })).toEqual([]);
});
