import { kindOfMonitor, type MonitorSettings } from './section.ts';

const PRESSURES = ['cpu_pressure', 'memory_pressure', 'io_pressure'];
const DISK = ['disk_read', 'disk_written'];

/** The names of what some kinds of monitors read, of all of them. */
export const READINGS = {
  process: ['cpu', 'cpu_usage', 'memory', 'descriptors', 'descriptor_usage', 'threads', ...DISK, 'processes'],
  cgroup: [
    'cpu',
    'cpu_usage',
    'cpu_throttled',
    'memory',
    'memory_usage',
    'oom_kills',
    ...DISK,
    ...PRESSURES,
    'processes',
  ],
  host: [
    ...[
      'cpu_usage',
      'memory_usage',
      'disk_usage',
      'disk_free',
      'disk_used',
      'disk_busy',
      ...DISK,
      'network_received',
      'network_sent',
    ],
    ...[...PRESSURES, 'oom_kills'],
  ],
  postgres: [
    ...['db_connections', 'db_connection_usage', 'lock_waits', 'longest_query', 'longest_transaction'],
    ...['transactions', 'rollbacks', 'deadlocks', 'cache_hit_ratio', 'replication_lag', 'replication_backlog'],
  ],
  kubernetes: [
    ...['replicas', 'replicas_wanted', 'cpu', 'cpu_usage', 'memory', 'memory_usage'],
    ...['restarts', 'oom_kills', 'warnings'],
  ],
  http: ['availability', 'probe_duration', 'certificate_remaining'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The names of the readings that a monitor takes; undefined where only what it reads tells. */
export function readingsOfMonitor(name: string, settings: MonitorSettings): readonly string[] | undefined {
  const kind = kindOfMonitor(settings);
  switch (kind) {
    case 'metrics':
      return undefined;
    case 'command':
      return settings.readings ? Object.keys(settings.readings) : [name];
    case 'postgres':
      return settings.pool === undefined ? READINGS.postgres : [...READINGS.postgres, 'db_pool_usage'];
    case 'prometheus':
      return Object.keys(settings.queries ?? {});
    default:
      return READINGS[kind];
  }
}
