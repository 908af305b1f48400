import type { ChartSeries, Result } from '../result/result.ts';
import type { Unit } from '../units/format.ts';

export interface Line {
  readonly name: string;
  /** Which colour of the palette; 0 is the plan's grey. */
  readonly colour: 0 | 1 | 2 | 3;
  readonly values: readonly (number | null)[];
  readonly dashed?: boolean;
}

export interface Chart {
  readonly title: string;
  /** The chart in a sentence, for those who cannot see it. */
  readonly description: string;
  readonly unit: Unit;
  readonly bin: number;
  readonly lines: readonly Line[];
  /** Horizontal limits with their labels. */
  readonly limits: readonly { readonly value: number; readonly label: string }[];
  readonly bands: readonly {
    readonly name: string;
    readonly from: number;
    readonly to: number;
    readonly counts: boolean;
  }[];
}

/** The charts of a run, as data; a chart without a single value is left out. */
export function chartsOf(result: Result, series: ChartSeries): Chart[] {
  const bands = result.stages.map(({ name, from, to, counts }) => ({ name, from, to, counts }));
  const common = { bin: series.bin, bands };
  const rated = series.plannedKind === 'rate';
  const charts: Chart[] = [
    {
      ...common,
      title: 'Requests per second',
      description: 'Completed requests per second over the run, beside the planned load',
      unit: 'per second',
      lines: [
        ...(rated ? [{ name: 'planned', colour: 0 as const, values: series.planned, dashed: true }] : []),
        { name: 'completed', colour: 1, values: series.requests },
      ],
      limits: [],
    },
    {
      ...common,
      title: 'Latency of successful requests (request_time)',
      description: 'Percentiles of request_time over the run, with the limits of the objectives',
      unit: 'seconds',
      lines: [
        { name: 'p50', colour: 1, values: series.p50 },
        { name: 'p95', colour: 2, values: series.p95 },
        { name: 'p99', colour: 3, values: series.p99 },
      ],
      limits: latencyLimits(result),
    },
    {
      ...common,
      title: 'Failed requests',
      description: 'Share of requests that failed over the run',
      unit: 'ratio',
      lines: [{ name: 'failed', colour: 3, values: series.failed }],
      limits: [],
    },
    {
      ...common,
      title: 'Users (VUs)',
      description: 'Virtual users over the run',
      unit: 'count',
      lines: [
        ...(rated ? [] : [{ name: 'planned', colour: 0 as const, values: series.planned, dashed: true }]),
        { name: 'users', colour: 1, values: series.vus },
      ],
      limits: [],
    },
    {
      ...common,
      title: 'Generator health',
      description: 'CPU pressure on the generator machine and k6’s own CPU use over the run',
      unit: 'ratio',
      lines: [
        { name: 'CPU pressure', colour: 2, values: series.pressure },
        { name: "k6's own CPU", colour: 1, values: series.cpu },
      ],
      limits: [{ value: 0.2, label: 'most pressure of a valid stage' }],
    },
  ];
  return charts.filter((chart) =>
    chart.lines.some((line) => line.dashed !== true && line.values.some((value) => value !== null)),
  );
}

/** The limits on p95 of all requests, where an objective sets them. */
function latencyLimits({ objectives }: Result): Chart['limits'] {
  const general = objectives.find(
    (o) =>
      o.stage === null &&
      o.unit === 'seconds' &&
      /^(request_time|http_req_duration)(\{expected_response:true\})? p\d/.test(o.measure),
  );
  if (!general) return [];
  const stat = general.measure.split(' ').at(-1);
  return [
    ...(general.target ? [{ value: general.target.value, label: `${stat} target` }] : []),
    ...(general.critical ? [{ value: general.critical.value, label: `${stat} critical` }] : []),
  ];
}
