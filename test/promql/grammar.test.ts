import { expect, it } from 'vitest';
import { MonitorsSection } from '../../src/config/monitors/section.ts';
import { refuseWrongQueries } from '../../src/monitor/prometheus/refuse-queries.ts';
import { promqlFault } from '../../src/promql/grammar.ts';

it.each([
  ['rate(http_requests_total{job="a"}[1m])', undefined],
  ['histogram_quantile(0.95, sum by (le) (rate(x_bucket[1m])))', undefined],
  ['{"my.metric"} offset 5m', undefined],
  ['sum(rate(a[5m])', 15],
  ['a{b=c}', 4],
  ['1 +', 3],
  ['ratee(a[1m])', 5],
])('%s: its first fault is at %s', async (query, at) => {
  expect(await promqlFault(query)).toBe(at);
});

it('a query that is no PromQL is a usage error with its place', async () => {
  const monitors = MonitorsSection.parse({
    p: { prometheus: 'http://127.0.0.1:9090', queries: { a: 'up', b: 'sum(up' } },
  });
  await expect(refuseWrongQueries(monitors, 'loadkit.config.yaml')).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(
      /^loadkit.config.yaml \(monitors\.p\.queries\.b\): "sum\(up" is no PromQL from its end on/,
    ),
  });
});
