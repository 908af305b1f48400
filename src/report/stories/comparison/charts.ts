import type { ComparedMetric } from '../../../compare/runs/compared-metric.ts';
import type { Comparison } from '../../../compare/runs/comparison.ts';
import type { ComparisonSeries, SideCurves } from '../../../compare/runs/curves.ts';
import { type MetricFamily, metricFamily, metricLabel } from '../../../compare/runs/run-metrics.ts';
import { formatSeconds, formatSpan, formatValue } from '../../../units/format.ts';
import type { Chart, ChartLine } from '../../charts/chart.ts';
import { ninesOf } from '../../charts/percentile.ts';
import { plural } from '../../words.ts';

const BARE = { limits: [], bands: [], hatches: [], events: [] } as const;

/** More endpoints, or readings, than these are no picture that somebody looks through. */
const MOST_SHOWN = 4;

/** Every run of both sides, a chart for each metric of the run and for the endpoints and readings that moved: how much runs scatter. */
export function runCharts({ metrics }: Comparison): Chart[] {
  const moved = ({ verdict }: ComparedMetric) => ['regression', 'improvement', 'changed'].includes(verdict);
  const some = (family: MetricFamily) =>
    metrics.filter((metric) => metricFamily(metric) === family && moved(metric)).slice(0, MOST_SHOWN);
  const scatters = ({ before, after }: ComparedMetric) => new Set([...before.values, ...after.values]).size > 1;
  const ofRun = metrics.filter((metric) => metricFamily(metric) === 'run');
  return [...ofRun, ...some('endpoint'), ...some('watched')].filter(scatters).map(runChart);
}

function runChart(metric: ComparedMetric, i: number): Chart {
  const { before, after, unit, name } = metric;
  const most = before.values.length + after.values.length + 0.5;
  const line = (
    label: string,
    values: readonly (number | null)[],
    first: number,
    look: Pick<ChartLine, 'ink' | 'marks'>,
  ): ChartLine => ({ name: label, width: 0, ...look, values, at: values.map((_, at) => first + at) });
  const text = (value: number | null) => formatValue(value, unit);
  return {
    ...BARE,
    id: `runs-${i + 1}`,
    stack: 'runs',
    title: metricLabel(metric),
    subtitle: name === 'failed' ? 'share of requests that failed' : 'each run, in the order of the sides',
    description: `${metricLabel(metric)} of each run: the median is ${text(before.median)} before and ${text(after.median)} after`,
    unit,
    height: 110,
    scale: 'linear',
    close: true,
    x: { kind: 'quantity', unit: 'run', most, of: 'runs' },
    lines: [
      line('before', before.values, 1, { ink: 's3', marks: 'circle' }),
      line('after', after.values, 1 + before.values.length, { ink: 's1', marks: 'triangle' }),
    ],
    source: `${before.runs} runs before, ${after.runs} after; the axis does not begin at zero`,
  };
}

/** Load and latency of both sides over time, the median of the runs in each window. */
export function timeCharts({ bin, windows, before, after }: ComparisonSeries): Chart[] {
  const frame = { ...BARE, x: { kind: 'time' as const, bin, length: bin * windows } };
  const source = `the median of ${before.runs} runs before and of ${after.runs} after in each of the ${formatSpan(bin)} windows`;
  const charts: Chart[] = [
    {
      ...frame,
      id: 'load',
      stack: 'behaviour',
      title: 'Load',
      subtitle: 'requests/s',
      description: 'Requests per second over time, of both sides',
      unit: 'per second',
      height: 150,
      scale: 'linear',
      lines: both(before.requests, after.requests),
      source,
    },
    {
      ...frame,
      id: 'latency-p95',
      stack: 'behaviour',
      title: 'p95',
      subtitle: 'successful requests, log scale',
      description: 'p95 of successful requests over time, of both sides',
      unit: 'seconds',
      height: 190,
      scale: 'log',
      lines: both(before.p95, after.p95),
      source,
    },
    {
      ...frame,
      id: 'latency-p50',
      stack: 'behaviour',
      title: 'p50',
      subtitle: 'successful requests, log scale',
      description: 'p50 of successful requests over time, of both sides',
      unit: 'seconds',
      height: 150,
      scale: 'log',
      lines: both(before.p50, after.p50),
      source,
    },
  ];
  return charts.filter(measured);
}

/** Latency by percentile of both sides. */
export function percentileCharts({ percentiles, before, after }: ComparisonSeries): Chart[] {
  const places = percentiles.map(ninesOf);
  const known = percentiles.filter((_, i) => before.latency[i] !== null || after.latency[i] !== null);
  const at = (side: SideCurves, share: number) => side.latency[percentiles.indexOf(share)] ?? null;
  const top = known.at(-1) ?? 0.9;
  const said = known.findLast((share) => share <= 0.95) ?? top;
  const chart: Chart = {
    ...BARE,
    id: 'percentiles',
    stack: 'percentiles',
    title: 'Latency by percentile',
    subtitle: 'successful requests, log scale',
    description: `At ${100 * said} % of the requests latency is ${formatSeconds(at(before, said))} before and ${formatSeconds(at(after, said))} after`,
    unit: 'seconds',
    height: 260,
    scale: 'log',
    x: { kind: 'quantity', unit: 'percentile', most: Math.max(1, ninesOf(top)), of: 'percentiles' },
    lines: both(before.latency, after.latency).map((line) => ({ ...line, at: places })),
    source: `the median of ${plural(before.runs, String(before.runs), 'run')} before and of ${after.runs} after at each percentile, to 1.6 %; those that too few requests reach are left out`,
  };
  return [chart, ratioChart(chart)].filter(measured);
}

/** The same as a quotient: a shift that a scale of decades hides. */
function ratioChart(chart: Chart): Chart {
  const [before, after] = chart.lines.map(({ values }) => values) as [ChartLine['values'], ChartLine['values']];
  const quotient = before.map((value, i) => (value && after[i] ? after[i] / value : null));
  const at = chart.lines[0]!.at!;
  return {
    ...chart,
    id: 'percentiles-quotient',
    title: 'After over before',
    subtitle: 'latency after as a multiple of that before, at each percentile',
    description: 'Latency after as a multiple of that before, at each percentile',
    unit: 'none',
    height: 150,
    scale: 'linear',
    close: true,
    lines: [
      { name: 'after', ink: 's1', width: 2, values: quotient, at },
      { name: 'before', ink: 's3', width: 1, values: quotient.map((value) => (value === null ? null : 1)), at },
    ],
    source: 'histograms of 5 bits: what differs by less than 3 % may be the next bucket',
  };
}

function both(before: ChartLine['values'], after: ChartLine['values']): ChartLine[] {
  return [
    { name: 'before', ink: 's3', width: 1.6, values: before },
    { name: 'after', ink: 's1', width: 2, values: after },
  ];
}

/** What has a value on both sides can be compared. */
function measured({ lines }: Chart): boolean {
  return lines.every(({ values }) => values.some((value) => value !== null));
}
