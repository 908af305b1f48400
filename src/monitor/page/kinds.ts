import type { DerivedRow, PageKind, PageTerm } from './rows.ts';

const sum = (...names: string[]): PageTerm => ({ names });

/** A share of a whole. */
function usage(reading: string, of: PageTerm, over: PageTerm | number, more: Partial<DerivedRow> = {}): DerivedRow {
  return { reading, unit: 'ratio', of, over, ...more };
}

/** Disks that hold data; the others are of memory, or hold nothing of their own. */
const ON_DISK = { fstype: ['!tmpfs', '!ramfs', '!overlay', '!squashfs', '!iso9660', '!devtmpfs'] };
/** Disks, without what is made of others or of memory. */
const WHOLE_DISKS = { device: ['!dm-*', '!md*', '!loop*', '!ram*', '!zram*', '!sr*'] };
const NO_LOOPBACK = { device: '!lo' };
const OF_A_POD = { container: ['!POD', '!'] };

/**
 * The kinds of pages that are told by their metric names, and what of each matters under load: how much of a resource is
 * used, what waits for it, and what fails. Names as their exporters give them: node_exporter 1.9, cadvisor 0.52,
 * kube-state-metrics 2.16, postgres_exporter 0.17, mysqld_exporter 0.17, redis_exporter 1.74, nginx-prometheus-exporter
 * 1.4, Micrometer 1.15 and client_java 1, prom-client 15, client_golang 1.22, dcgm-exporter 4. A page may be of several.
 */
export const PAGE_KINDS: readonly PageKind[] = [
  {
    name: 'a service',
    marks: ['http_request*_seconds_bucket', 'http_request*_total', 'http_server_request*', 'benchmark_requests_total'],
    rows: [
      { take: 'http_request_duration_seconds' },
      { take: 'http_requests_total' },
      { take: 'http_server_request_duration_seconds' },
      { take: 'http_server_requests_seconds' },
      { take: 'benchmark_response_time_seconds' },
      { take: 'benchmark_requests_total' },
      { take: 'benchmark_active_runs' },
      { take: 'workflow_duration_seconds' },
      { take: 'llm_calls_total' },
      { take: 'active_sessions' },
      { take: 'cache_hit_ratio' },
      usage('db_pool_usage', sum('db_pool_connections_in_use'), sum('db_pool_size')),
      { take: 'db_pool_size' },
      { take: 'db_pool_waiting' },
    ],
  },
  {
    name: 'node_exporter',
    marks: ['node_cpu_seconds_total'],
    rows: [
      usage(
        'cpu_usage',
        { ...sum('node_cpu_seconds_total'), where: { mode: ['idle', 'iowait'] } },
        sum('node_cpu_seconds_total'),
        { rest: true },
      ),
      usage('memory_usage', sum('node_memory_MemAvailable_bytes'), sum('node_memory_MemTotal_bytes'), { rest: true }),
      usage(
        'disk_usage',
        { ...sum('node_filesystem_avail_bytes'), where: ON_DISK },
        { ...sum('node_filesystem_size_bytes'), where: ON_DISK },
        { rest: true, by: ['mountpoint'] },
      ),
      usage(
        'disk_free',
        { ...sum('node_filesystem_avail_bytes'), where: ON_DISK },
        { ...sum('node_filesystem_size_bytes'), where: ON_DISK },
        { by: ['mountpoint'] },
      ),
      {
        reading: 'disk_busy',
        unit: 'ratio',
        of: { ...sum('node_disk_io_time_seconds_total'), where: WHOLE_DISKS },
        by: ['device'],
      },
      { take: 'node_load1' },
      { take: 'node_disk_io_time_seconds_total', by: ['device'] },
      { take: 'node_disk_read_bytes_total', by: [] },
      { take: 'node_disk_written_bytes_total', by: [] },
      { take: 'node_network_receive_bytes_total', where: NO_LOOPBACK, by: [] },
      { take: 'node_network_transmit_bytes_total', where: NO_LOOPBACK, by: [] },
      { take: 'node_pressure_cpu_waiting_seconds_total' },
      { take: 'node_pressure_io_waiting_seconds_total' },
      { take: 'node_pressure_memory_waiting_seconds_total' },
      { take: 'node_vmstat_oom_kill', counter: true },
    ],
  },
  {
    name: 'a process',
    marks: ['process_cpu_seconds_total'],
    rows: [
      { take: 'process_cpu_seconds_total', by: [] },
      { take: 'process_resident_memory_bytes', by: [] },
      usage('descriptor_usage', sum('process_open_fds'), sum('process_max_fds')),
    ],
  },
  {
    name: 'cadvisor',
    marks: ['container_cpu_usage_seconds_total'],
    rows: [
      { take: 'container_cpu_usage_seconds_total', where: OF_A_POD, by: ['namespace', 'pod', 'container'] },
      { take: 'container_memory_working_set_bytes', where: OF_A_POD, by: ['namespace', 'pod', 'container'] },
      { take: 'container_cpu_cfs_throttled_seconds_total', where: OF_A_POD, by: ['namespace', 'pod', 'container'] },
      { take: 'container_oom_events_total', where: OF_A_POD, by: ['namespace', 'pod', 'container'] },
      { take: 'container_network_receive_bytes_total', by: ['namespace', 'pod'] },
      { take: 'container_network_transmit_bytes_total', by: ['namespace', 'pod'] },
    ],
  },
  {
    name: 'kube-state-metrics',
    marks: ['kube_pod_info', 'kube_deployment_status_replicas'],
    rows: [
      { take: 'kube_deployment_status_replicas_available', by: ['namespace', 'deployment'] },
      { take: 'kube_deployment_status_replicas_unavailable', by: ['namespace', 'deployment'] },
      { take: 'kube_horizontalpodautoscaler_status_current_replicas', by: ['namespace', 'horizontalpodautoscaler'] },
      { take: 'kube_pod_container_status_restarts_total', by: ['namespace'] },
      {
        reading: 'kube_pods_out_of_memory',
        unit: 'none',
        of: { ...sum('kube_pod_container_status_last_terminated_reason'), where: { reason: 'OOMKilled' } },
        by: ['namespace'],
      },
    ],
  },
  {
    name: 'postgres_exporter',
    marks: ['pg_stat_database_numbackends', 'pg_stat_activity_count'],
    rows: [
      { take: 'pg_stat_activity_count', by: ['state'] },
      usage('db_connection_usage', sum('pg_stat_database_numbackends'), sum('pg_settings_max_connections')),
      { take: 'pg_settings_max_connections', by: [] },
      usage(
        'cache_hit_ratio',
        sum('pg_stat_database_blks_hit'),
        sum('pg_stat_database_blks_hit', 'pg_stat_database_blks_read'),
      ),
      { take: 'pg_stat_database_xact_commit', by: [] },
      { take: 'pg_stat_database_xact_rollback', by: [] },
      { take: 'pg_stat_database_deadlocks', by: [] },
      { take: 'pg_locks_count', by: ['mode'] },
      { take: 'pg_stat_activity_max_tx_duration', by: ['state'] },
      { take: 'pg_replication_lag_seconds' },
    ],
  },
  {
    name: 'mysqld_exporter',
    marks: ['mysql_global_status_threads_connected'],
    rows: [
      usage(
        'db_connection_usage',
        sum('mysql_global_status_threads_connected'),
        sum('mysql_global_variables_max_connections'),
      ),
      { take: 'mysql_global_variables_max_connections', by: [] },
      { take: 'mysql_global_status_threads_running' },
      { take: 'mysql_global_status_queries', counter: true },
      { take: 'mysql_global_status_slow_queries', counter: true },
      { take: 'mysql_global_status_innodb_row_lock_waits', counter: true },
      { take: 'mysql_global_status_connection_errors_total', by: ['error'] },
      { take: 'mysql_slave_status_seconds_behind_master' },
    ],
  },
  {
    name: 'redis_exporter',
    marks: ['redis_connected_clients'],
    rows: [
      { take: 'redis_connected_clients' },
      { take: 'redis_blocked_clients' },
      { take: 'redis_memory_used_bytes' },
      usage(
        'cache_hit_ratio',
        sum('redis_keyspace_hits_total'),
        sum('redis_keyspace_hits_total', 'redis_keyspace_misses_total'),
      ),
      { take: 'redis_commands_processed_total' },
      { take: 'redis_evicted_keys_total' },
      { take: 'redis_rejected_connections_total' },
    ],
  },
  {
    name: 'nginx',
    marks: ['nginx_connections_active', 'nginx_http_requests_total'],
    rows: [
      { take: 'nginx_connections_active' },
      { take: 'nginx_connections_waiting' },
      { take: 'nginx_connections_reading' },
      { take: 'nginx_connections_writing' },
      { take: 'nginx_http_requests_total' },
      { take: 'nginx_connections_accepted' },
      { take: 'nginx_connections_handled' },
    ],
  },
  {
    name: 'a JVM',
    marks: ['jvm_memory_used_bytes', 'jvm_memory_bytes_used'],
    rows: [
      usage(
        'heap_usage',
        { ...sum('jvm_memory_used_bytes', 'jvm_memory_bytes_used'), where: { area: 'heap' } },
        { ...sum('jvm_memory_max_bytes', 'jvm_memory_bytes_max'), where: { area: 'heap' } },
      ),
      { take: 'jvm_memory_used_bytes', by: ['area'] },
      { take: 'jvm_gc_pause_seconds_sum', by: [] },
      { take: 'jvm_gc_collection_seconds_sum', by: [] },
      { take: 'jvm_threads_live_threads' },
      { take: 'jvm_threads_current' },
      usage('db_pool_usage', sum('hikaricp_connections_active'), sum('hikaricp_connections_max'), { by: ['pool'] }),
      { take: 'hikaricp_connections_max', by: ['pool'] },
      { take: 'hikaricp_connections_pending' },
      usage('worker_thread_usage', sum('tomcat_threads_busy_threads'), sum('tomcat_threads_config_max_threads'), {
        by: ['name'],
      }),
      { take: 'tomcat_threads_config_max_threads', by: ['name'] },
      { take: 'process_cpu_usage' },
    ],
  },
  {
    name: 'Node.js',
    marks: ['nodejs_version_info', 'nodejs_eventloop_lag_seconds'],
    rows: [
      { take: 'nodejs_eventloop_lag_p99_seconds' },
      { take: 'nodejs_heap_size_used_bytes' },
      { take: 'nodejs_external_memory_bytes' },
    ],
  },
  {
    name: 'Go',
    marks: ['go_goroutines'],
    rows: [
      { take: 'go_goroutines' },
      { take: 'go_memstats_heap_inuse_bytes' },
      { take: 'go_memstats_alloc_bytes_total' },
      { take: 'go_gc_duration_seconds_sum' },
    ],
  },
  {
    name: 'DCGM',
    marks: ['DCGM_FI_DEV_GPU_UTIL'],
    rows: [
      usage('gpu_usage', sum('DCGM_FI_DEV_GPU_UTIL'), 100, { by: ['gpu'] }),
      usage('gpu_memory_usage', sum('DCGM_FI_DEV_FB_USED'), sum('DCGM_FI_DEV_FB_USED', 'DCGM_FI_DEV_FB_FREE'), {
        by: ['gpu'],
      }),
      { take: 'DCGM_FI_DEV_GPU_TEMP', by: ['gpu'] },
      { take: 'DCGM_FI_DEV_POWER_USAGE', by: ['gpu'] },
    ],
  },
];
