import type { WatchedSeries } from '../../result/chart-series.ts';

/** What a service takes and should give back: memory, descriptors, connections, threads, places on a disk. */
const TAKEN =
  /memory|heap|resident|rss|alloc|goroutines|threads|descriptor|fds|handles|connection|connected|clients|session|backends|pg_stat_activity|pool_usage|pool_in_use|disk_us|filesystem/i;
/** Names that sound like it: what is left, how much there may be, and what is counted up. */
const OTHER =
  /free|avail|limit|max|size$|_total$|_count_total|accepted|handled|rejected|out_of_memory|pressure|hit_ratio|_seconds/i;

/** Whether a reading is of what leaks: a level, not a rate or a time, of something that is taken and given back. */
export function canLeak({ metric, unit }: Pick<WatchedSeries, 'metric' | 'unit'>): boolean {
  if (unit === 'per second' || unit === 'seconds') return false;
  return TAKEN.test(metric) && !OTHER.test(metric);
}

/** Whether a reading is of memory, some of which a runtime may hold as garbage until it collects it. */
export function isMemory({ metric }: Pick<WatchedSeries, 'metric'>): boolean {
  return /memory|heap|resident|rss|alloc/i.test(metric);
}
