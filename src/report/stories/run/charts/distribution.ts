import type { ChartSeries } from '../../../../result/chart-series.ts';
import type { Result } from '../../../../result/result.ts';
import { formatNumber, formatSeconds } from '../../../../units/format.ts';
import type { Chart } from '../../../charts/chart.ts';
import { latencyLimits } from './limits.ts';

/** How latencies spread over the judged parts of a run: the share of requests in each bin, on a logarithmic axis. */
export function distributionChart(result: Result, { distribution }: ChartSeries): Chart | undefined {
  const { edges, counts } = distribution;
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  const shares = counts.map((count) => count / total);
  const peak = shares.indexOf(Math.max(...shares));
  return {
    id: 'distribution',
    stack: 'distribution',
    height: 190,
    title: 'Latency distribution',
    subtitle: 'share of successful requests, log scale',
    description: `Most requests took about ${formatSeconds(edges[peak]!, 2)}, the slowest ${formatSeconds(edges.at(-1)!, 2)}`,
    unit: 'ratio',
    scale: 'linear',
    x: { kind: 'latency', edges },
    lines: [{ name: 'requests', ink: 's1', width: 1.4, fill: 'origin', stepped: true, values: shares }],
    limits: latencyLimits(result),
    bands: [],
    hatches: [],
    events: [],
    source: `request_time of successes in the judged parts, n = ${formatNumber(total, 9)}; ${counts.length === 1 ? 'one bin' : `${counts.length} bins of equal ratio`}`,
  };
}
