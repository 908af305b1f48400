import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/promql/evaluate.ts';
import { readPromql } from '../../src/promql/read.ts';
import type { Readings, ReadSeries } from '../../src/promql/readings.ts';
import { promtool, promtoolMissing } from '../fixtures/promtool.ts';

const STEP = 10;
const POINTS = 60;

/** A page that was read every ten seconds for ten minutes, its counters as what they grow by per second. */
function readings(series: readonly Partial<ReadSeries>[], silent: readonly number[] = []): Readings {
  const spoken = Array.from({ length: POINTS }, (_, i) => !silent.includes(i));
  const whole = series.map(
    (each): ReadSeries => ({ metric: 'm', monitor: 'page', labels: {}, counts: false, values: [], ...each }),
  );
  return { points: POINTS, width: STEP, series: whole, spoken: new Map([['page', spoken]]) };
}

const column = (of: (i: number) => number | null) => Array.from({ length: POINTS }, (_, i) => of(i));

async function valuesOf(expr: string, of: Readings) {
  const read = await readPromql(expr);
  if ('reason' in read) throw new Error(read.reason);
  return evaluate(read.tree, of);
}

/** Requests by status: 20/s good, 1/s bad from the fifth minute on; a gauge in waves; a histogram. */
const PAGE = readings([
  { metric: 'requests_total', labels: { status: '200' }, counts: true, values: column(() => 20) },
  { metric: 'requests_total', labels: { status: '500' }, counts: true, values: column((i) => (i < 30 ? 0 : 1)) },
  { metric: 'memory_bytes', values: column((i) => 4e6 + (i % 7) * 1e5) },
  { metric: 'backup_age', labels: { of: 'db' }, values: column((i) => (i < 30 ? 1 : null)) },
  ...['0.1', '0.5', '1', '+Inf'].map((le, b) => ({
    metric: 'seconds_bucket',
    labels: { le },
    counts: true,
    values: column((i) => (i < 30 ? 10 : [2, 5, 9, 10][b]!)),
  })),
]);

/** The same page as promtool takes it: counters from a total of 1,000 on, which stands before their first rate. */
const INPUT = PAGE.series.map(({ metric, labels, counts, values }) => {
  let total = 1000;
  // What a page no longer has is stale at once.
  const gauge = ['_', ...values.map((value) => value ?? 'stale')];
  const numbers = counts ? [total, ...values.map((rate) => (total += (rate ?? 0) * STEP))] : gauge;
  const text = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return { series: `${metric}{${text.join(',')}}`, values: numbers.join(' ') };
});

// Ranges of gauges are no multiples of the step: whether the sample at their beginning counts depends on the version.
const AS_PROMETHEUS = [
  'sum(rate(requests_total{status=~"5.."}[5m]))',
  'sum(rate(requests_total{status=~"5.."}[2m])) / sum(rate(requests_total[2m]))',
  'sum(increase(requests_total{status!~"5.."}[1m]))',
  'sum(memory_bytes / 1024^2 > 4)',
  'sum(avg_over_time(memory_bytes[55s])) - min(memory_bytes)',
  'max(max_over_time(memory_bytes[115s]) % 7) * -2',
  'histogram_quantile(0.9, sum by (le) (rate(seconds_bucket[1m])))',
  'histogram_quantile(0.5, sum without (status) (rate(seconds_bucket[5m])))',
  'sum(rate(requests_total{status="500"}[1m])) > 0.5 and sum(rate(requests_total{status="500"}[4m])) > 0.5',
  'sum(rate(requests_total{status="500"}[1m]) > 0.5 or rate(requests_total[1m]) > 10)',
  'sum(absent(backup_age))',
  'sum(absent(backup_age{of="disk"}))',
  'sum(absent(requests_total{status="503"}) + 0 * absent(memory_bytes > 9e9))',
  'sum(memory_bytes offset 1m)',
  'sum(memory_bytes - memory_bytes offset 30s)',
  'sum(rate(requests_total{status="500"}[1m] offset 2m))',
  'sum(max_over_time(memory_bytes[55s] offset 1m))',
  'count(rate(requests_total[1m]) unless rate(requests_total{status="500"}[1m]) > 0.5)',
];
const MOMENTS = [10, 29, 31, 36, 45, 59];

describe('an expression of a rule', () => {
  it.skipIf(promtoolMissing)('comes to what Prometheus makes of the same series', async () => {
    const tests = [];
    for (const expr of AS_PROMETHEUS) {
      const { columns } = await valuesOf(expr, PAGE);
      for (const i of MOMENTS) {
        const value = columns[0]?.values[i] ?? null;
        const samples = value === null ? [] : [{ labels: '{}', value: Math.round(value * 1e6) / 1e6 }];
        tests.push({ expr: `round(${expr}, 1e-6)`, eval_time: `${(i + 1) * STEP}s`, exp_samples: samples });
      }
    }
    const interval = `${STEP}s`;
    const page = { interval, input_series: INPUT, promql_expr_test: tests };
    const said = promtool(['test', 'rules'], { 'test.yml': { evaluation_interval: interval, tests: [page] } });
    expect(said).toContain('SUCCESS');
  });

  it('knows nothing where the monitor said nothing, and no less where one value of a range is missing', async () => {
    const page = readings([{ metric: 'g', values: column((i) => (i === 5 ? null : 1)) }], [5]);
    const unknown = async (expr: string) => (await valuesOf(expr, page)).unknown.flatMap((is, i) => (is ? i : []));
    expect(await unknown('g > 0')).toEqual([5]);
    expect(await unknown('avg_over_time(g[1m]) > 0')).toEqual([]);
  });

  it('knows of what is absent only where the monitor spoke, and nothing of what was before the load', async () => {
    const page = readings([{ metric: 'g', labels: { of: 'db' }, values: column((i) => (i === 5 ? null : 1)) }], [5]);
    const gone = readings([{ metric: 'g', values: column((i) => (i < 50 ? 1 : null)) }]);
    expect((await valuesOf('absent(g)', page)).unknown.indexOf(true)).toBe(5);
    const { columns, unknown } = await valuesOf('absent(g{of="disk"})', page);
    expect(columns[0]).toMatchObject({ labels: { of: 'disk' } });
    expect([columns[0]!.values[4], unknown[4]]).toEqual([1, false]);
    expect((await valuesOf('absent(g)', gone)).columns[0]!.values.indexOf(1)).toBe(50);
    const before = await valuesOf('g offset 1m > 0', gone);
    expect(before.unknown.map(Number).lastIndexOf(1)).toBe(5);
  });

  it('finds no series of a status that nobody was answered with, and holds that for knowledge', async () => {
    expect(await valuesOf('rate(requests_total{status="503"}[1m]) > 0', PAGE)).toMatchObject({
      columns: [],
      notes: [],
    });
  });

  it('leaves out what Prometheus adds when it scrapes, and says so', async () => {
    const { columns, notes } = await valuesOf('rate(requests_total{job="api",status="200"}[1m]) > 1', PAGE);
    expect(columns).toHaveLength(1);
    expect(notes).toEqual([expect.stringMatching(/^the label job is given by Prometheus/)]);
  });

  it('reads a quantile of a summary under the name that loadkit gives it', async () => {
    const page = readings([{ metric: 'x_seconds_p95', values: column(() => 0.7) }]);
    expect((await valuesOf('x_seconds{quantile="0.95"} > 0.5', page)).columns[0]?.values[0]).toBe(0.7);
  });

  it('takes the largest bound for a quantile beyond it, as Prometheus does, and tells', async () => {
    const { columns, beyond } = await valuesOf('histogram_quantile(0.99, rate(seconds_bucket[1m])) > 0.9', PAGE);
    expect([columns[0]?.values[59], beyond]).toEqual([1, 1]);
    const taken = readings([{ metric: 'x_seconds_p95', values: column(() => 10), beyond: 10 }]);
    expect((await valuesOf('x_seconds{quantile="0.95"} > 12', taken)).beyond).toBe(10);
    expect((await valuesOf('max_over_time(x_seconds_p95[1m]) > 12', taken)).beyond).toBe(10);
  });

  it.each([
    ['up == 0', 'no-data', /^no monitor read up$/],
    ['x_seconds > 1', 'no-data', /quantile is read as x_seconds_p95$/],
    ['rate(requests_total{code="500"}[5m]) > 1', 'no-data', /^no series of requests_total carries the label code$/],
    ['requests_total > 1', 'not-judged', /^requests_total is a counter/],
    ['rate(memory_bytes[5m]) > 1', 'not-judged', /is no counter$/],
  ])('%s has no answer: %s', async (expr, state, reason) => {
    const page = readings([...PAGE.series, { metric: 'x_seconds_p95', values: column(() => 0.7) }]);
    await expect(valuesOf(expr, page)).rejects.toMatchObject({ state, message: expect.stringMatching(reason) });
  });
});

it.each([
  ['absent_over_time(up[5m])', /^it calls absent_over_time\(\)/],
  ['predict_linear(a[1h], 3600) < 0', /^it calls predict_linear\(\)/],
  ['a offset -5m > 1', /^it has an offset of something else than a selection, or into the future/],
  ['max_over_time(rate(a[5m])[1h:]) > 1', /^it has a subquery/],
  ['topk(3, a) > 1', /^it aggregates by topk/],
  ['a / on (pod) b > 1', /^it matches series by on\(\)/],
  ['a > bool 1', /^it compares with bool/],
  ['{job="x"} > 1', /^it selects series by something else than one name/],
  ['a{b=~"(?i)x"} > 1', /^its regular expression "\(\?i\)x"/],
])('%s is not computed, with the reason', async (expr, reason) => {
  expect(await readPromql(expr)).toEqual({ reason: expect.stringMatching(reason) });
});
