import { tagsKey } from '../../metrics/tags.ts';
import type { WatchedSeries } from '../../result/chart-series.ts';
import type { RequestDemand } from '../../result/monitors.ts';

/** How much of one resource was in use, as one monitor read it: cores, bytes, connections. */
export interface DemandSeries {
  readonly quantity: RequestDemand['quantity'];
  readonly monitor: string;
  /** The reading that says it. */
  readonly series: string;
  /** It counts what the database has of all its clients, whoever they are. */
  readonly ofDatabase: boolean;
  /** It is a rate over the time since the reading before, no value of a moment. */
  readonly isRate: boolean;
  /** Window by window; null: not read. */
  readonly values: readonly (number | null)[];
}

/** What the monitors of docs/monitors.md call cores in use and resident bytes; the first that a monitor has counts. */
const CPU = ['cpu', 'process_cpu_seconds_total', 'container_cpu_usage_seconds_total'];
const MEMORY = ['memory', 'memory_bytes', 'process_resident_memory_bytes', 'container_memory_working_set_bytes'];
/** Connections by their state, as the server counts them. */
const BY_STATE = ['db_connections', 'pg_stat_activity_count'];
const IDLE = 'idle';
/** The share of a pool in use, and what says its size. */
const POOL_USAGE = 'db_pool_usage';
const POOL_SIZES = ['db_pool_size', 'hikaricp_connections_max'];

/** What monitors read of resources whose use requests explain, in the units of the resources. */
export function demandSeries(watched: readonly WatchedSeries[]): DemandSeries[] {
  const monitors = [...new Set(watched.map(({ monitor }) => monitor))];
  return monitors.flatMap((monitor) => {
    const own = watched.filter((series) => series.monitor === monitor);
    return [
      summed(own, 'cpu', CPU, ({ unit }) => unit === 'none'),
      summed(own, 'memory', MEMORY, ({ unit }) => unit === 'bytes'),
      pooled(own),
      summed(own, 'connections', BY_STATE, ({ tags }) => tags['state'] !== IDLE),
    ].filter((found) => found !== undefined);
  });
}

/** All series of the first of some names added up: pods, containers, states. */
function summed(
  own: readonly WatchedSeries[],
  quantity: DemandSeries['quantity'],
  names: readonly string[],
  counts: (series: WatchedSeries) => boolean,
): DemandSeries | undefined {
  const name = names.find((one) => own.some((series) => series.metric === one && counts(series)));
  if (name === undefined) return undefined;
  const parts = own.filter((series) => series.metric === name && counts(series));
  return {
    ...{ quantity, monitor: parts[0]!.monitor, series: name, values: added(parts.map(({ values }) => values)) },
    ofDatabase: quantity === 'connections',
    isRate: quantity === 'cpu',
  };
}

/** Connections in use of the pools of which the size is read, too. */
function pooled(own: readonly WatchedSeries[]): DemandSeries | undefined {
  const parts = own.flatMap((usage) => {
    if (usage.metric !== POOL_USAGE) return [];
    const sizes = own.filter(({ metric }) => POOL_SIZES.includes(metric));
    const size =
      sizes.find(({ tags }) => tagsKey(tags) === tagsKey(usage.tags)) ?? (sizes.length === 1 ? sizes[0] : undefined);
    const places = size?.values.findLast((value) => value !== null) ?? undefined;
    if (places === undefined) return [];
    return [usage.values.map((share, i) => (share === null ? null : share * (size!.values[i] ?? places)))];
  });
  if (parts.length === 0) return undefined;
  return {
    ...{ quantity: 'connections', monitor: own[0]!.monitor, series: POOL_USAGE, values: added(parts) },
    ...{ ofDatabase: false, isRate: false },
  };
}

/** The sum of what was read in a window; null where nothing was. */
function added(columns: readonly (readonly (number | null)[])[]): (number | null)[] {
  const length = Math.max(...columns.map((column) => column.length));
  return Array.from({ length }, (_, i) => {
    const read = columns.flatMap((column) => column[i] ?? []);
    return read.length === 0 ? null : read.reduce((sum, value) => sum + value, 0);
  });
}
