import * as z from 'zod';
import { Histogram } from '../../metrics/histogram/histogram.ts';
import type { ChartSeries } from '../../result/chart-series.ts';
import { median } from '../../stats/moments.ts';

const Column = z.array(z.number().nullable());

/** What the charts of a comparison show of a run; no verdict rests on it. */
export const RunCurves = z.strictObject({
  id: z.string(),
  /** Window width in seconds. */
  bin: z.number(),
  /** Completed per second; percentiles of the latency of successes in seconds. */
  requests: Column,
  p50: Column,
  p95: Column,
  /** Latencies of successes over the judged parts: a histogram of 5 bits (1.6 %) in its wire form. */
  latencies: z.array(z.number()),
});
export type RunCurves = z.infer<typeof RunCurves>;

/** The curves of the runs of a baseline, as `baselines/<scenario>.<tier>.curves.json.gz` keeps them. */
export const BaselineCurves = z.strictObject({ version: z.literal(1), runs: z.array(RunCurves) });
export type BaselineCurves = z.infer<typeof BaselineCurves>;

const DIGITS = 4;

/** The curves of a run, as its charts have them. */
export function curvesOf(id: string, { bin, requests, p50, p95, latencies }: ChartSeries): RunCurves {
  const rounded = (column: readonly (number | null)[]) =>
    column.map((value) => (value === null ? null : Number(value.toPrecision(DIGITS))));
  return { id, bin, requests: rounded(requests), p50: rounded(p50), p95: rounded(p95), latencies: latencies ?? [] };
}

const SideCurves = z.strictObject({
  /** Of how many runs. */
  runs: z.number(),
  /** The median of the runs in each window. */
  requests: Column,
  p50: Column,
  p95: Column,
  /** The median of the runs at each of `percentiles`; null where the runs have too few samples. */
  latency: Column,
});
export type SideCurves = z.infer<typeof SideCurves>;

/** Every number that a chart of a comparison shows over time or by percentile; saved as series.json beside it. */
export const ComparisonSeries = z.strictObject({
  version: z.literal(1),
  /** Window width in seconds; window i covers [i·bin, (i+1)·bin) since the scenario began. */
  bin: z.number(),
  windows: z.number(),
  /** Shares of requests, from 0.1 to 0.9999. */
  percentiles: z.array(z.number()),
  before: SideCurves,
  after: SideCurves,
});
export type ComparisonSeries = z.infer<typeof ComparisonSeries>;

/** Closer together the nearer they are to 1: a tenth of a power of ten of what lies above. */
const PERCENTILES = [
  ...[0.1, 0.15],
  ...Array.from({ length: 40 }, (_, i) => Number((1 - 10 ** (-(i + 1) / 10)).toPrecision(5))),
];
/** As many samples above a percentile as a p99 of 299 has. */
const LEAST_ABOVE = 2.99;

/**
 * The runs of both sides as one curve each, the median of its runs; undefined where a side has none. Runs of another
 * window width than most are left out: no window of theirs is one of the others'.
 */
export function comparisonSeries(
  before: readonly RunCurves[],
  after: readonly RunCurves[],
): ComparisonSeries | undefined {
  const bin = mostFrequent([...before, ...after].map((run) => run.bin));
  const [first, second] = [before, after].map((runs) => runs.filter((run) => run.bin === bin)) as [
    RunCurves[],
    RunCurves[],
  ];
  if (bin === undefined || first.length === 0 || second.length === 0) return undefined;
  const windows = Math.max(...[...first, ...second].map(({ requests }) => requests.length));
  return {
    version: 1,
    bin,
    windows,
    percentiles: PERCENTILES,
    before: sideOf(first, windows),
    after: sideOf(second, windows),
  };
}

function sideOf(runs: readonly RunCurves[], windows: number): SideCurves {
  const inWindows = (column: 'requests' | 'p50' | 'p95') =>
    Array.from({ length: windows }, (_, i) => medianOf(runs.map((run) => run[column][i] ?? null)));
  const histograms = runs.map(({ latencies }) => {
    const histogram = new Histogram(5);
    histogram.addEncoded(latencies);
    return histogram;
  });
  return {
    runs: runs.length,
    requests: inWindows('requests'),
    p50: inWindows('p50'),
    p95: inWindows('p95'),
    latency: PERCENTILES.map((q) =>
      medianOf(
        histograms.map((histogram) =>
          (1 - q) * histogram.total >= LEAST_ABOVE ? (histogram.quantile(q) ?? null) : null,
        ),
      ),
    ),
  };
}

/** Of the runs that have a value, where most of them do: a few that went on for longer are no curve of all. */
function medianOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length * 2 > values.length ? median(known) : null;
}

function mostFrequent(values: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
