import { lowerIsBetter } from '../../objectives/zone.ts';
import type { Result } from '../../result/result.ts';

/** Words of what is left … */
const LEFT = 'free freeable available avail idle remaining unused spare'.split(' ');
/** … of a resource, which follows directly, … */
const RESOURCES =
  'memory mem ram heap swap cpu cpus disk storage fd fds descriptors threads goroutines workers connections queue'.split(
    ' ',
  );
/** … or after what kind of it that is: `available_physical_memory`, `free_file_descriptors`. */
const KINDS = 'physical virtual system host os jvm local file open node'.split(' ');
/** Words of readings of which more is better … */
const MORE = ['availability', 'up', 'hit', 'hits', 'healthy', 'success', 'succeeded', ...LEFT];
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
/** What is held open and does nothing, and what is waited for until it is free: each is worse the more there is. */
const WORSE = /(?:^|_)(?:idle_in_transaction|wait_free)(?=_|$)/g;
/** Quantiles of what takes time, whatever else their names say. */
const QUANTILE_OF_TIME = /_seconds_p[\d.]+$/;
/** Readings that move by themselves from day to day, whatever the load. */
const BY_ITSELF: ReadonlySet<string> = new Set(['certificate_remaining']);

/**
 * Which way a reading is better: as an objective on it says, else by the last word of its name that says so; null where
 * none does. `free_memory`, `disk_free` and `cache_hit_ratio` are better higher, `cpu_usage`, `gc_pause_seconds` and
 * `errors_total` lower; of `network_received` and `replicas_available` nobody knows.
 */
export function betterWay(reading: string, objectives: Result['objectives']): 'lower' | 'higher' | null {
  const stated = objectives.find(({ measure }) => measure.kind === 'monitor' && measure.metric === reading);
  if (stated && (stated.target ?? stated.critical)) return lowerIsBetter(stated) ? 'lower' : 'higher';
  if (BY_ITSELF.has(reading)) return null;
  if (QUANTILE_OF_TIME.test(reading)) return 'lower';
  const said = withoutWhatIsLeft(wordsOf(reading));
  const last = (of: readonly string[]) => said.findLastIndex((word) => of.includes(word));
  const [more, less] = [last(MORE), last(LESS)];
  if (more === less) return null;
  if (less > more) return 'lower';
  return said.some((word) => SCALED.includes(word)) ? null : 'higher';
}

/** The words of a name in snake or camel case, in small letters. */
function wordsOf(reading: string): string[] {
  return reading
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(WORSE, '_blocked')
    .split('_');
}

/** The words without the resource of which so much is left: what is used of it nobody says. */
function withoutWhatIsLeft(words: readonly string[]): string[] {
  let left = false;
  return words.filter((word) => {
    const resource = left && RESOURCES.includes(word);
    left = LEFT.includes(word) || resource || (left && KINDS.includes(word));
    return !resource;
  });
}
