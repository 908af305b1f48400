import * as z from 'zod';
import type { MetricType } from '../metrics/lines/lines.ts';

/** p50..p99.9 (as `p95`), or one of k6's aggregations. `rate`: ratio of a Rate, per second of a Counter. */
export const Stat = z.string().regex(/^(p(?!0+(\.0+)?$)\d{1,2}(\.\d{1,9})?|avg|min|med|max|rate|count|value)$/);
export type Stat = z.infer<typeof Stat>;

/** The quantile that a statistic asks for, 0.95 of `p95` and 0.5 of `med`; undefined of what is no percentile. */
export function quantileOf(stat: Stat): number | undefined {
  if (stat === 'med') return 0.5;
  return stat.startsWith('p') ? Number(stat.slice(1)) / 100 : undefined;
}

/** The statistic of a percentile that k6 writes `p(95)`: of 0 and 100 the least and the largest value. */
export function statOfPercent(percent: number): Stat {
  if (percent === 100) return 'max';
  return percent === 0 ? 'min' : `p${percent}`;
}

/** k6's own name of a statistic: `p95` is its `p(95)`. */
export function statOfK6(stat: Stat): string {
  return stat.startsWith('p') ? `p(${stat.slice(1)})` : stat;
}

/** Whether a statistic exists for a metric of this type. */
export function hasStat(type: MetricType, stat: string): boolean {
  switch (type) {
    case 'trend':
      return stat !== 'rate' && stat !== 'value';
    case 'counter':
      return stat === 'count' || stat === 'rate';
    case 'rate':
      return stat === 'rate';
    case 'gauge':
      return stat === 'value' || stat === 'min' || stat === 'max';
  }
}

/** The statistics of a type of metric, for messages. */
export const STATS_OF: Readonly<Record<MetricType, string>> = {
  trend: 'p50..p99.9, avg, min, med, max or count',
  counter: 'count or rate (per second)',
  rate: 'rate',
  gauge: 'value, min or max',
};
