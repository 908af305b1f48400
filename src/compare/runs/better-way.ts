import { lowerIsBetter } from '../../objectives/zone.ts';
import type { Result } from '../../result/result.ts';

/** Words of readings of which more is better … */
const MORE = 'availability available avail up hit hits free idle remaining healthy success succeeded'.split(' ');
/** … but of what is scaled, by whom and why nobody knows here … */
const SCALED = ['replicas', 'pods', 'nodes', 'instances'];
/** … and of readings of which more is worse: what is used up, waited for, or fails. */
const LESS = [
  ...'usage used utilization utilisation cpu memory resident heap pressure throttled load1 descriptors threads'.split(
    ' ',
  ),
  ...'goroutines lag behind latency duration delay time pause gc wait waits waiting queue pending blocked'.split(' '),
  ...'lock locks deadlock deadlocks slow error errors fail failed failure failures rejected evicted dropped'.split(' '),
  ...'rollback oom restart restarts unavailable miss misses missed temp timeout timeouts unhealthy down dead'.split(
    ' ',
  ),
  ...'busy saturation backlog swap throttling crash crashes crashed kill kills killed eviction evictions'.split(' '),
  ...'retry retries retransmits retransmissions refused denied abort aborts aborted overflow overflows 5xx'.split(' '),
];
/** Quantiles of what takes time, whatever else their names say. */
const QUANTILE_OF_TIME = /_seconds_p[\d.]+$/;
/** Readings that move by themselves from day to day, whatever the load. */
const BY_ITSELF: ReadonlySet<string> = new Set(['certificate_remaining']);

/**
 * Which way a reading is better: as an objective on it says, else by the last word of its name that says so; null where
 * none does. `disk_free` and `cache_hit_ratio` are better higher, `cpu_usage`, `gc_pause_seconds` and `errors_total`
 * lower; of `network_received` and `replicas_available` nobody knows.
 */
export function betterWay(reading: string, objectives: Result['objectives']): 'lower' | 'higher' | null {
  const stated = objectives.find(({ measure }) => measure.kind === 'monitor' && measure.metric === reading);
  if (stated && (stated.target ?? stated.critical)) return lowerIsBetter(stated) ? 'lower' : 'higher';
  if (BY_ITSELF.has(reading)) return null;
  if (QUANTILE_OF_TIME.test(reading)) return 'lower';
  const said = reading
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  const last = (of: readonly string[]) => said.findLastIndex((word) => of.includes(word));
  const [more, less] = [last(MORE), last(LESS)];
  if (more === less) return null;
  if (less > more) return 'lower';
  return said.some((word) => SCALED.includes(word)) ? null : 'higher';
}
