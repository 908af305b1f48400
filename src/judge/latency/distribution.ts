import { bucketMiddle, Histogram } from '../../metrics/histogram/histogram.ts';
import type { Measurement } from '../../plan/measurement.ts';
import type { ChartSeries } from '../../result/chart-series.ts';
import { SUCCESSES } from '../layout.ts';

const PER_DECADE = 20;
const MOST_BINS = 100;

/**
 * How the latencies (s) of successful requests spread over the judged parts, in bins of equal ratio; empty without any.
 */
export function distributionOf(measurement: Measurement): ChartSeries['distribution'] {
  const histogram = successesIn(measurement);
  const values = [...(histogram?.counts ?? [])]
    .map(([index, count]) => [bucketMiddle(index, histogram!.bits), count] as const)
    .filter(([value]) => value > 0);
  if (values.length === 0) return { edges: [], counts: [] };
  const logs = values.map(([value]) => Math.log10(value));
  const [least, most] = [Math.min(...logs), Math.max(...logs)];
  const perDecade = Math.min(PER_DECADE, (MOST_BINS - 1) / Math.max(1e-9, most - least));
  const first = Math.floor(least * perDecade);
  const bins = Math.floor(most * perDecade) - first + 1;
  const counts = new Array<number>(bins).fill(0);
  values.forEach(([, count], i) => {
    counts[Math.min(bins - 1, Math.floor(logs[i]! * perDecade) - first)]! += count;
  });
  const edges = Array.from({ length: bins + 1 }, (_, i) => Number((10 ** ((first + i) / perDecade)).toPrecision(6)));
  return { edges, counts };
}

/** The same to 1.6 % instead of in bins, for the percentiles of a comparison: the wire form of a histogram of 5 bits. */
export function latenciesOf(measurement: Measurement): number[] {
  const coarse = new Histogram(5);
  const histogram = successesIn(measurement);
  if (histogram) coarse.merge(histogram);
  return coarse.encode();
}

function successesIn({ timeline, countedStages: stages }: Measurement): Histogram | undefined {
  const cell = stages.length > 0 ? timeline.judged(SUCCESSES, stages) : timeline.total(SUCCESSES);
  return cell?.histogram ?? undefined;
}
