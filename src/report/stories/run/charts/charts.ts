import type { ChartSeries } from '../../../../result/chart-series.ts';
import type { Result } from '../../../../result/result.ts';
import { formatNumber, formatSpan } from '../../../../units/format.ts';
import type { Chart, Hatch, TimeFrame } from '../../../charts/chart.ts';
import { alertMarks } from '../alerts.ts';
import type { RunStory } from '../run-story.ts';
import { distributionChart } from './distribution.ts';
import { latencyLimits, ratioLimits } from './limits.ts';
import { spokenRange } from './spoken-range.ts';
import { useChart } from './use.ts';
import { watchedCharts } from './watched.ts';

/** What a story says of the time of its run, and its own charts. */
type Divided = Pick<RunStory, 'charts' | 'bands' | 'hatches'>;

const PERCENTILES = 'successful requests, log scale';

/** The charts of a run, as data, in the order of reading; a chart without a measured value is left out. Pure. */
export function chartsOf(result: Result, series: ChartSeries, story: Divided): Chart[] {
  const frame = frameOf(result, series, story);
  const rated = series.plannedKind === 'rate';
  const plan = { name: 'planned', ink: 'plan', width: 1.5, dotted: true, values: series.planned } as const;
  const time: Omit<Chart, 'source'>[] = [
    {
      ...frame,
      id: 'load',
      stack: 'behaviour',
      height: 180,
      title: 'Load',
      subtitle: 'requests/s',
      description: spokenRange(
        'Requests per second',
        series.requests,
        'per second',
        rated ? series.planned : undefined,
      ),
      unit: 'per second',
      lines: [
        { name: 'completed', ink: 's1', width: 2, fill: 'origin', values: series.requests },
        ...(rated ? [plan] : []),
      ],
    },
    {
      ...frame,
      id: 'latency',
      stack: 'behaviour',
      height: 220,
      title: 'Latency',
      subtitle: PERCENTILES,
      description: spokenRange('p95 of successful requests', series.p95, 'seconds'),
      unit: 'seconds',
      scale: 'log',
      lines: [
        { name: 'p50', ink: 's1', width: 1, values: series.p50 },
        { name: 'p95', ink: 's1', width: 2.2, fill: 'previous', values: series.p95 },
        { name: 'p99', ink: 's3', width: 1, values: series.p99 },
      ],
      limits: latencyLimits(result),
    },
    {
      ...frame,
      id: 'errors',
      stack: 'behaviour',
      height: 110,
      title: 'Errors',
      subtitle: 'share of requests that failed',
      description: spokenRange('Share of requests that failed', series.failed, 'ratio'),
      unit: 'ratio',
      lines: [{ name: 'failed', ink: 'ink', width: 1.6, fill: 'origin', stepped: true, values: series.failed }],
      limits: ratioLimits(result),
    },
    {
      ...frame,
      id: 'users',
      stack: 'users',
      height: 110,
      title: 'Users',
      subtitle: 'VUs that run iterations',
      description: spokenRange('Virtual users', series.vus, 'count', rated ? undefined : series.planned),
      unit: 'count',
      lines: [{ name: 'users', ink: 's1', width: 2, values: series.vus }, ...(rated ? [] : [plan])],
    },
    {
      ...frame,
      id: 'arrivals',
      stack: 'users',
      height: 140,
      title: 'Arrivals',
      subtitle: 'iterations/s',
      description: spokenRange('Iterations started per second', series.started, 'per second', series.scheduled),
      unit: 'per second',
      lines: [
        { name: 'started', ink: 's1', width: 2, values: series.started },
        { name: 'scheduled', ink: 'plan', width: 1.2, dotted: true, values: series.scheduled },
        ...(series.dropped.some((value) => (value ?? 0) > 0)
          ? [{ name: 'dropped', ink: 's2', width: 1.6, values: series.dropped } as const]
          : []),
      ],
    },
    {
      ...frame,
      id: 'generator',
      stack: 'generator',
      height: 130,
      title: 'Generator',
      subtitle: 'share of its CPU time',
      description: spokenRange("k6's own share of the CPUs", series.cpu, 'ratio'),
      unit: 'ratio',
      lines: [
        { name: 'k6', ink: 's1', width: 2, values: series.cpu },
        { name: 'pressure', ink: 's2', width: 1.4, values: series.pressure },
      ],
      limits: [{ value: 0.2, zone: 'degraded', label: 'pressure 20 %', short: 'limit' }],
    },
    {
      ...frame,
      id: 'lateness',
      stack: 'generator',
      height: 120,
      title: 'Lateness of arrivals',
      subtitle: 'p99, log scale',
      description: spokenRange('p99 of the lateness of arrivals', series.lateness, 'seconds'),
      unit: 'seconds',
      scale: 'log',
      lines: [{ name: 'p99', ink: 's1', width: 2, values: series.lateness }],
    },
  ];
  const shown = time.filter((chart) =>
    chart.lines.some(({ dotted, values }) => !dotted && values.some((value) => value !== null)),
  );
  const charts = shown.map((chart) => ({
    ...chart,
    lines: chart.lines.filter(({ values }) => values.some((value) => value !== null)),
    source: sourceOf(chart.id, result, series),
  }));
  const watched = watchedCharts(result, series, frame);
  return [...charts, useChart(result), ...watched, distributionChart(result, series), ...story.charts].filter(
    (chart) => chart !== undefined,
  );
}

/** What all time charts of a run share. */
function frameOf(result: Result, series: ChartSeries, { bands, hatches: own }: Divided): TimeFrame {
  const length = Math.max(series.bin * series.windows, result.run.planned ?? 0);
  const reached = series.bin * series.windows;
  const measured = result.run.state === 'complete' ? length : Math.min(reached, lastMeasured(series));
  const hatches: Hatch[] = result.stages
    .filter((stage) => !stage.valid && stage.from < measured)
    .map(({ name, from, to }) => ({
      name: `${name}: not judged`,
      short: 'not judged',
      from,
      to: Math.min(to, measured),
    }));
  if (measured < length - series.bin) hatches.push({ name: 'not reached', short: '', from: measured, to: length });
  hatches.push(...own);
  return {
    scale: 'linear',
    x: { kind: 'time', bin: series.bin, length },
    limits: [],
    bands,
    hatches,
    events: [...happenedAt(result), ...alertMarks(result), ...recoveredAt(result)],
  };
}

/** Notes of the run, and what happened to the target, by its name; what never came stands nowhere. */
function happenedAt({ events }: Result): Chart['events'] {
  const shown = events.filter(({ kind, outcome }) => kind !== 'exception' && outcome !== 'never');
  return shown.flatMap(({ second, text, name, back }) => [
    { at: second, text, ...(name === undefined ? {} : { name }) },
    ...(back?.seconds
      ? [{ at: second + back.seconds, text: `as before ${name ?? ''}, ${formatSpan(back.seconds)} after it` }]
      : []),
  ]);
}

/** The moment from which the objectives held again; none where nothing had to recover. */
function recoveredAt({ recovery }: Result): Chart['events'] {
  if (!recovery?.seconds) return [];
  return [
    { at: recovery.fell + recovery.seconds, text: `recovered, ${formatSpan(recovery.seconds)} after the load fell` },
  ];
}

function lastMeasured(series: ChartSeries): number {
  return (series.requests.findLastIndex((value) => value !== null) + 1) * series.bin;
}

function sourceOf(id: string, { totals, endpoints }: Result, { bin }: ChartSeries): string {
  const windows = `${formatSpan(bin)} windows`;
  if (id === 'load') return `${windows}; n = ${formatNumber(totals.requests, 9)} requests`;
  if (id === 'latency') {
    const n = endpoints.reduce((sum, { latency }) => sum + latency.count, 0);
    return `${windows}; request_time of successes only, n = ${formatNumber(n, 9)}; a window with too few is a gap`;
  }
  if (id === 'errors')
    return `${windows}; ${formatNumber(totals.failed, 9)} of ${formatNumber(totals.requests, 9)} requests failed`;
  return windows;
}
