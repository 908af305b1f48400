import type { Bounds, CapacityResult, Probe } from '../../../result/capacity.ts';
import { type Estimate, type Estimates, listed } from '../../../result/estimates.ts';
import { formatNumber, formatRatio, formatSeconds, formatSpan } from '../../../units/format.ts';
import { columnsOf, type Table } from '../../blocks.ts';
import { promised } from '../../rates.ts';
import { type Part, part } from '../../report.ts';
import { capital } from '../../words.ts';
import { crossingsOf } from './crossings.ts';
import { confidenceText, ESTIMATE_NAMES, estimateValue, intervalWords } from './sentences.ts';
import { phaseWord, type Standing } from './standing.ts';

/** What a search adds to a report: where each objective gives way, the estimates, its probes, how it scales. */
export interface CapacityTables {
  readonly crossings: Table;
  readonly estimates: Table;
  /** Probes taken together by their load. */
  readonly points: Table;
  readonly probes: Table;
  /** Empty where too little was measured for the law. */
  readonly scaling: Table;
  /** What must be known to read the scaling. */
  readonly doubts: readonly string[];
}

export function capacityTables(standing: Standing, estimates: Estimates): CapacityTables {
  const { search } = standing;
  return {
    crossings: crossingTable(standing),
    estimates: estimateTable(standing, estimates),
    points: pointTable(search),
    probes: probeTable(search),
    scaling: scalingTable(search),
    doubts: (search.usl?.caveats ?? []).map(({ text }) => `${capital(text)}.`),
  };
}

/** What Markdown shows of a search, under titles of its own. */
export function capacityParts({ crossings, estimates, points, scaling, doubts }: CapacityTables): Part[] {
  return [
    part('Capacity', { kind: 'table', table: crossings }),
    part('Estimates', { kind: 'table', table: estimates }),
    part('Loads', { kind: 'table', table: points }),
    part('Scaling', { kind: 'table', table: scaling }, { kind: 'list', items: doubts }),
  ];
}

function crossingTable(standing: Standing): Table {
  const { search: plan, crossings, confirmation } = standing.search;
  const rows = crossingsOf(standing).map(({ name, limit, at, interval, binds }, i) => [
    name,
    limit,
    formatRatio(plan.objectives[i]!.allowed),
    at,
    interval || '–',
    formatRatio(confirmation?.bad[i] ?? null),
    binds ? 'binds' : '–',
  ]);
  const level = crossings.find((crossing) => crossing?.confidence)?.confidence ?? null;
  const interval = level === null ? 'Interval' : `${formatNumber(level * 100)} % interval`;
  return {
    columns: columnsOf(['Objective', 'Limit', 'May be bad', 'Gives way at', interval, 'Bad in the hold', 'Binds'], {
      Limit: 'text',
      Binds: 'text',
    }),
    rows,
  };
}

function estimateTable({ search: { requestsPerIteration, tierRate } }: Standing, estimates: Estimates): Table {
  const all = listed(estimates);
  const rows = all.map((estimate) => {
    const { value, interval } = estimateValue(estimate, estimate.name === 'maxSustainableLoad' ? tierRate : null);
    const level = interval === '–' ? '' : confidenceText(estimate);
    return [
      ESTIMATE_NAMES[estimate.name],
      value,
      level ? `${interval}, ${level}` : interval,
      estimate.basis || '–',
      estimate.caveats.map(({ text }) => text).join('; ') || '–',
    ];
  });
  const { maxSustainableLoad: load } = estimates;
  const whole = [...rows, ...(load && requestsPerIteration !== 1 ? [inIterations(load, requestsPerIteration)] : [])];
  // A column of dashes says nothing.
  const doubted = all.some(({ caveats }) => caveats.length > 0);
  return {
    columns: columnsOf(['Estimate', 'Value', 'Interval', 'Basis', 'Caveats'].slice(0, doubted ? 5 : 4), {
      Basis: 'remark',
      Caveats: 'remark',
    }),
    rows: whole.map((row) => row.slice(0, doubted ? 5 : 4)),
  };
}

/** The sustainable load in iterations/s, which a script's own options count. */
function inIterations({ value, lower, upper }: Estimate, requests: number): string[] {
  const each = (rate: number | null) => (rate === null ? null : rate / requests);
  const words = intervalWords({ value: each(value), lower: each(lower), upper: each(upper) });
  const only = lower === null ? '–' : `at least ${promised(lower / requests)}`;
  return [
    'The same in iterations',
    words ? `${words.value} iterations/s` : '–',
    words ? `${words.lower} to ${words.upper}` : only,
    `${formatNumber(requests)} requests an iteration`,
    '–',
  ];
}

function pointTable({ points, search }: CapacityResult): Table {
  return {
    columns: columnsOf([
      'Load',
      'Held',
      'Completed',
      'Good',
      'In flight',
      badHead(search.objectives.length),
      'Mean',
      'p50',
      'p95',
      'p99',
    ]),
    rows: points.map((point) => [
      `${formatNumber(point.rate)}/s`,
      formatSpan(point.seconds),
      `${formatNumber(point.achieved)}/s`,
      `${formatNumber(point.goodput)}/s`,
      formatNumber(point.concurrency),
      badText(point.bad),
      ...[point.mean, point.p50, point.p95, point.p99].map((value) => formatSeconds(value)),
    ]),
  };
}

function probeTable({ probes, search }: CapacityResult): Table {
  const several = search.method === 'steered' ? 'Batch' : 'Trial';
  return {
    columns: columnsOf(
      [
        several,
        'At',
        'Load asked',
        'Completed',
        badHead(search.objectives.length),
        'In flight',
        'Mean',
        'p95',
        'Counts',
      ],
      { Counts: 'text' },
    ),
    rows: probes.map((probe, i) => [
      `${formatNumber(i + 1, 9)} ${phaseWord(probe.phase)}`,
      `${formatSpan(probe.at)}, ${formatSpan(probe.seconds)}`,
      `${formatNumber(probe.rate)}/s`,
      probe.achieved === null ? '–' : `${formatNumber(probe.achieved)}/s`,
      badText(probe.bad),
      formatNumber(probe.concurrency),
      formatSeconds(probe.mean),
      formatSeconds(probe.p95),
      countsText(probe),
    ]),
  };
}

function countsText({ valid, note }: Probe): string {
  if (valid) return note ?? 'yes';
  return note === null ? 'no' : `no: ${note}`;
}

/** Shares of bad requests, in the order of the objectives. */
function badText(bad: readonly (number | null)[]): string {
  return bad.map((share) => formatRatio(share)).join(' / ') || '–';
}

function badHead(objectives: number): string {
  return objectives > 1 ? 'Bad, by objective' : 'Bad';
}

function scalingTable({ usl }: CapacityResult): Table {
  const columns = columnsOf(['Coefficient', 'Value', '95 % interval', 'Meaning'], { Meaning: 'text' });
  if (!usl) return { columns, rows: [] };
  const { sigma, kappa, lambda, peakConcurrency, peakThroughput } = usl;
  return {
    columns,
    rows: [
      boundsRow('lambda', lambda, 'requests/s with one in flight'),
      boundsRow('sigma', sigma, 'contention: the share of work that waits in one line'),
      boundsRow('kappa', kappa, 'coherency: what those in flight cost each other'),
      ...(peakConcurrency
        ? [boundsRow('peak concurrency', peakConcurrency, 'in flight where throughput is highest')]
        : []),
      ...(peakThroughput ? [peakRow(peakThroughput)] : []),
    ],
  };
}

/** As the heading says it: a rate's ends are rounded outwards. */
function peakRow(peak: Bounds): string[] {
  const words = intervalWords(peak);
  if (!words) return boundsRow('peak throughput', peak, 'requests/s there');
  return ['peak throughput', words.value, `${words.lower} to ${words.upper}`, 'requests/s there'];
}

function boundsRow(name: string, { value, lower, upper }: Bounds, meaning: string): string[] {
  const interval =
    lower === null && upper === null
      ? '–'
      : upper === null
        ? `from ${formatNumber(lower)} on`
        : `${lower === null ? 'up' : formatNumber(lower)} to ${formatNumber(upper)}`;
  return [name, formatNumber(value), interval, meaning];
}
