import { describe, expect, it } from 'vitest';
import { betterWay } from '../../../src/compare/runs/better-way.ts';
import type { Result } from '../../../src/result/result.ts';
import { runs } from './made-runs.ts';

/** Names as exporters have them: node, Windows, cAdvisor, mysqld, PostgreSQL, Redis, the JVM, Node.js, Go, CloudWatch. */
const NAMES: readonly (readonly [better: 'higher' | 'lower' | null, names: string])[] = [
  ['higher', 'availability cache_hit_ratio disk_free memory_free node_memory_MemAvailable_bytes'],
  ['higher', 'free_memory available_memory_bytes system_free_memory FreeableMemory FreeStorageSpace'],
  ['higher', 'node_memory_SwapFree_bytes node_filesystem_files_free windows_memory_available_bytes'],
  ['higher', 'FreePhysicalMemorySize FreeSwapSpaceSize AvailablePhysicalMemory free_file_descriptors'],
  ['higher', 'mysql_global_status_qcache_free_memory mysql_global_status_innodb_buffer_pool_pages_free'],
  ['higher', 'nodejs_heap_space_size_available_bytes executor_queue_remaining_tasks hikaricp_connections_idle'],
  ['higher', 'idle_threads cpu_idle idle_cpu remaining_queue_capacity'],
  ['lower', 'cpu_usage db_pool_waiting gc_pause_seconds_sum http_server_requests_seconds_p95'],
  ['lower', 'pg_stat_database_deadlocks http_errors_total cpu memory_pressure restarts_total free_memory_errors'],
  ['lower', 'disk_busy unhealthy_hosts tcp_retransmits responses_5xx replicas_unavailable unavailable_memory'],
  ['lower', 'idle_in_transaction pg_stat_activity_idle_in_transaction_seconds hikaricp_connections_pending'],
  ['lower', 'mysql_global_status_innodb_buffer_pool_wait_free mysql_global_status_threads_running'],
  ['lower', 'container_memory_working_set_bytes redis_memory_used_bytes jvm_memory_used_bytes SwapUsage'],
  ['lower', 'process_resident_memory_bytes go_goroutines tomcat_threads_busy_threads DiskQueueDepth'],
  [null, 'network_received http_requests_total replicas_available certificate_remaining uptime'],
];

describe('which way a reading is better', () => {
  it.each(NAMES)('%s: %s', (better, names) => {
    const found = names.split(' ').map((name) => [name, betterWay(name, [])]);
    expect(found).toEqual(names.split(' ').map((name) => [name, better]));
  });

  it('as an objective on it says', () => {
    const [line] = runs(1)[0]!.objectives;
    const measure = { kind: 'monitor', metric: 'sessions', where: {}, stat: 'avg', quantile: null, text: '' } as const;
    const on = (op: '<' | '>') => [{ ...line!, measure, target: { op, value: 5 } }] as Result['objectives'];
    expect([betterWay('sessions', on('<')), betterWay('sessions', on('>'))]).toEqual(['lower', 'higher']);
  });
});
