import { matches } from '../../metrics/selector.ts';
import { tagsKey } from '../../metrics/tags.ts';
import type { Objective } from '../../objectives/objective.ts';
import { isUpper } from '../../objectives/zone.ts';
import type { WatchedSeries } from '../../result/chart-series.ts';

/** What a resource is made of; `lock`: one place, for which others wait. */
export type ResourceKind = 'cpu' | 'memory' | 'pool' | 'disk' | 'space' | 'gpu' | 'lock' | 'other';

/** A resource that a monitor watches, with what of it is used: 1 is all of it. */
export interface WatchedResource {
  readonly kind: ResourceKind;
  readonly series: WatchedSeries;
  /** In words, with its article: `the connection pool`. */
  readonly name: string;
  /** The share used, window by window; null: not read. */
  readonly values: readonly (number | null)[];
  /** How many places it has; undefined: not known. */
  readonly size: number | undefined;
  /** The share at which an objective has it critical; undefined: none limits it. */
  readonly limit: number | undefined;
}

interface Known {
  readonly kind: ResourceKind;
  readonly name: string;
  /** The readings that say how many places there are. */
  readonly size?: readonly string[];
}

/** What the monitors of docs/monitors.md call their shares of a whole. */
const KNOWN: Readonly<Record<string, Known>> = {
  cpu_usage: { kind: 'cpu', name: 'the CPU' },
  process_cpu_usage: { kind: 'cpu', name: 'the CPU' },
  memory_usage: { kind: 'memory', name: 'memory' },
  heap_usage: { kind: 'memory', name: 'the heap' },
  gpu_usage: { kind: 'gpu', name: 'the GPU' },
  gpu_memory_usage: { kind: 'gpu', name: "the GPU's memory" },
  disk_busy: { kind: 'disk', name: 'the disk' },
  disk_usage: { kind: 'space', name: 'disk space' },
  db_pool_usage: { kind: 'pool', name: 'the connection pool', size: ['db_pool_size', 'hikaricp_connections_max'] },
  db_connection_usage: {
    kind: 'pool',
    name: "the database's connections",
    size: ['pg_settings_max_connections', 'mysql_global_variables_max_connections'],
  },
  worker_thread_usage: { kind: 'pool', name: 'the worker threads', size: ['tomcat_threads_config_max_threads'] },
  descriptor_usage: { kind: 'pool', name: 'the open files' },
};

const USAGE = '_usage';

/** The resources among what monitors read: shares of a whole, and locks for which something waits. */
export function resourcesOf(watched: readonly WatchedSeries[], objectives: readonly Objective[]): WatchedResource[] {
  const found = watched.flatMap((series) => {
    const known = knownAs(series);
    return known ? [{ series, ...known }] : [];
  });
  return found.map(({ series, kind, name, size }) => {
    const twins = found.filter((other) => other.name === name);
    return {
      kind,
      series,
      name: twins.length > 1 ? `${name} (${labelsOf(series, twins)})` : name,
      values: kind === 'lock' ? series.values.map((value) => value && Math.min(1, value)) : series.values,
      size: sizeOf(series, watched, size ?? []),
      limit: limitOf(series, objectives),
    };
  });
}

function knownAs({ metric, unit }: WatchedSeries): Known | undefined {
  const isShare = Object.hasOwn(KNOWN, metric) || metric.endsWith(USAGE);
  // Where at each moment something waits for a lock, the lock is held all the time.
  const isLock = metric.includes('lock') && (metric.includes('wait') || metric.includes('blocked'));
  return (unit === 'ratio' && isShare) || (unit === 'none' && isLock) ? resourceNamed(metric) : undefined;
}

/** Kind and name of the resource that a series of this name is of. */
export function resourceNamed(metric: string): Known {
  if (Object.hasOwn(KNOWN, metric)) return KNOWN[metric]!;
  if (metric.endsWith(USAGE)) return { kind: metric.includes('pool') ? 'pool' : 'other', name: metric };
  return metric.includes('lock') ? { kind: 'lock', name: `a lock (${metric})` } : { kind: 'other', name: metric };
}

/** What tells a series from others of the same name. */
function labelsOf(
  { monitor, tags: { monitor: _, ...tags } }: WatchedSeries,
  twins: readonly { series: WatchedSeries }[],
) {
  const monitors = new Set(twins.map(({ series }) => series.monitor));
  return [...(monitors.size > 1 ? [monitor] : []), ...Object.values(tags)].join(' ') || monitor;
}

/** How many places there are, where the monitor reads it: the last that it said. */
function sizeOf(
  { monitor, tags }: WatchedSeries,
  watched: readonly WatchedSeries[],
  names: readonly string[],
): number | undefined {
  const sizes = watched.filter((other) => other.monitor === monitor && names.includes(other.metric));
  const own =
    sizes.find((other) => tagsKey(other.tags) === tagsKey(tags)) ?? (sizes.length === 1 ? sizes[0] : undefined);
  return own?.values.findLast((value) => value !== null) ?? undefined;
}

/** The lowest critical limit from above that an objective sets on a series; its target where it has no other. */
function limitOf(series: WatchedSeries, objectives: readonly Objective[]): number | undefined {
  const limits = objectives.flatMap(({ measure, critical, target, severity }) => {
    if (measure.kind !== 'monitor' || severity !== 'critical' || !matches(measure, series)) return [];
    if (critical) return isUpper(critical) ? [] : [critical.value];
    return target && isUpper(target) ? [target.value] : [];
  });
  return limits.length > 0 ? Math.min(...limits) : undefined;
}

/** `CPU`, `connection pool` */
export function bareName({ name }: Pick<WatchedResource, 'name'>): string {
  return name.startsWith('the ') ? name.slice('the '.length) : name;
}

/** `was`, or `were` of several things: `the open files (front)`. */
export function was({ name }: Pick<WatchedResource, 'name'>): string {
  return /s( \(|$)/.test(name) ? 'were' : 'was';
}
