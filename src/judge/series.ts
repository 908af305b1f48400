import type { Cell } from '../metrics/timeline/cell.ts';
import type { Measurement } from '../plan/measurement.ts';
import { loadAt } from '../plan/stages.ts';
import type { ChartSeries } from '../result/chart-series.ts';
import { distributionOf, latenciesOf } from './latency/distribution.ts';
import { FAILURES, MOST_WINDOWS, REQUESTS, SUCCESSES } from './layout.ts';

/** Fewer successes than this in a window make a percentile that only flickers. */
const LEAST_FOR_PERCENTILE = 5;

/** Every number that a chart shows, window by window; a window without samples is a hole, never a zero latency. */
export function chartSeries(
  measurement: Measurement,
  planned = (at: number) => loadAt(measurement.plan.stages, at),
): ChartSeries {
  const { plan, timeline } = measurement;
  const { bin } = timeline.layout;
  const reached = Math.ceil((timeline.lastSecond + 1 - timeline.offset) / bin);
  const windows = Math.max(
    0,
    Math.min(MOST_WINDOWS, plan.duration === null ? reached : Math.ceil(plan.duration / bin)),
  );
  const column = (of: (window: number) => number | null | undefined) =>
    Array.from({ length: windows }, (_, i) => {
      const value = of(i);
      return value === undefined || value === null || !Number.isFinite(value) ? null : value;
    });
  const requests = timeline.windows(REQUESTS);
  const failed = timeline.windows(FAILURES);
  const latency = timeline.windows(SUCCESSES);
  const cells = timeline.generatorWindows(0, windows);
  const generator = (i: number) => cells[i];
  const counted = (i: number) => (generator(i)?.counted ? generator(i) : undefined);
  const percentile = (cell: Cell | undefined, q: number) =>
    cell && cell.count >= LEAST_FOR_PERCENTILE ? cell.quantile(q) : undefined;
  return {
    version: 1,
    bin,
    windows,
    planned: column((i) => planned((i + 0.5) * bin)),
    plannedKind: plan.stages[0]?.load.kind ?? null,
    requests: column((i) => (generator(i) ? (requests[i]?.sum ?? 0) / bin : null)),
    failed: column((i) => (requests[i] ? (failed[i]?.sum ?? 0) / requests[i].sum : null)),
    p50: column((i) => percentile(latency[i], 0.5)),
    p95: column((i) => percentile(latency[i], 0.95)),
    p99: column((i) => percentile(latency[i], 0.99)),
    vus: column((i) => generator(i)?.vus),
    scheduled: column((i) => counted(i) && counted(i)!.scheduled / bin),
    started: column((i) => counted(i) && counted(i)!.started / bin),
    dropped: column((i) => counted(i) && counted(i)!.dropped / bin),
    lateness: column((i) => counted(i)?.lateness.quantile(0.99)),
    pressure: column((i) => generator(i)?.pressure),
    cpu: column((i) => generator(i) && generator(i)!.cpuSeconds / generator(i)!.seconds / timeline.cores),
    watched: timeline.watched.map(({ monitor, ofTarget, series: { metric, tags, unit }, windows: readings }) => ({
      ...{ monitor, metric, tags, unit },
      ...(ofTarget ? {} : { of: 'generator' as const }),
      values: column((i) => readings[i]?.mean),
    })),
    distribution: distributionOf(measurement),
    latencies: latenciesOf(measurement),
  };
}
