import type { MetricType } from '../metrics/frame.ts';

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

/** Whether a statistic is a percentile; the median is one. */
export function isPercentile(stat: string): boolean {
  return stat === 'med' || stat.startsWith('p');
}
