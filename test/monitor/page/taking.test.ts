import { describe, expect, it } from 'vitest';
import { Taking } from '../../../src/monitor/page/taking.ts';
import { bucketQuantile } from '../../../src/stats/bucket-quantile.ts';

/** The readings of pages, one each second, as `name{labels} value unit`; of the last page alone. */
function read(pages: readonly string[], asked: readonly string[] = [], every = 1): string[] {
  const taking = new Taking(asked);
  const last = pages.map((page, i) => taking.read(page, 100 + i * every)).at(-1) ?? [];
  return last.map(({ metric, tags = {}, value, unit }) => {
    const labels = Object.entries(tags).map(([name, text]) => `${name}=${text}`);
    return `${metric}${labels.length > 0 ? `{${labels.join()}}` : ''} ${Number(value.toPrecision(6))} ${unit}`;
  });
}

const counter = (value: number) => `# TYPE jobs_total counter\njobs_total ${value}\n`;

describe('a counter', () => {
  it('is a rate since the page before, and nothing before there is one', () => {
    expect(read([counter(10)], ['jobs_total'])).toEqual([]);
    expect(read([counter(10), counter(40)], ['jobs_total'], 5)).toEqual(['jobs_total 6 per second']);
  });

  it('that began again from 0 grew by what it counts now', () => {
    expect(read([counter(10), counter(4)], ['jobs_total'])).toEqual(['jobs_total 4 per second']);
  });

  it('that was not there the last time says nothing yet', () => {
    expect(read([counter(1), 'other 1\n', counter(5)], ['jobs_total', 'other'])).toEqual([]);
  });

  it('of seconds is a plain number: 1.5 cores', () => {
    const page = (value: number) => `x_seconds_total ${value}\n`;
    expect(read([page(2), page(3.5)], ['x_*'])).toEqual(['x_seconds_total 1.5 none']);
  });
});

describe('a histogram', () => {
  const buckets = (route: string, counts: readonly number[]) =>
    [0.1, 0.5, '+Inf'].map((le, i) => `d_seconds_bucket{le="${le}",route="${route}"} ${counts[i]}`).join('\n');
  const page = (a: readonly number[], b: readonly number[]) =>
    `# TYPE d_seconds histogram\n${buckets('a', a)}\n${buckets('b', b)}\nd_seconds_sum{route="a"} 1\n`;

  it('is a quantile of what was counted since the page before, for each label set', () => {
    const pages = [page([10, 10, 10], [0, 0, 0]), page([20, 20, 20], [0, 10, 10])];
    expect(read(pages, ['d_seconds'])).toEqual([
      'd_seconds_p95{route=a} 0.095 seconds',
      'd_seconds_p95{route=b} 0.48 seconds',
    ]);
    expect(read(pages, ['d_seconds_p50'])).toEqual([
      'd_seconds_p50{route=a} 0.05 seconds',
      'd_seconds_p50{route=b} 0.3 seconds',
    ]);
  });

  it('says nothing where nothing was counted, and its largest bound of what lies beyond that', () => {
    const pages = [page([10, 10, 10], [0, 0, 0]), page([10, 10, 10], [0, 0, 10])];
    expect(read(pages, ['d_seconds'])).toEqual(['d_seconds_p95{route=b} 0.5 seconds']);
    const taking = new Taking(['d_ms']);
    const ofMs = (count: number) => `d_ms_bucket{le="500"} 0\nd_ms_bucket{le="+Inf"} ${count}\n`;
    expect([ofMs(1), ofMs(2)].map((each, i) => taking.read(each, i)).at(-1)).toMatchObject([
      { value: 0.5, bound: 0.5 },
    ]);
  });

  // PromQL of prometheus/promql/quantile.go (BucketQuantile): linear inside a bucket, the first from 0.
  it.each([
    [
      0.5,
      [
        [1, 0],
        [2, 10],
        [Infinity, 10],
      ],
      1.5,
    ],
    [
      0.25,
      [
        [1, 2],
        [2, 2],
        [4, 4],
        [Infinity, 4],
      ],
      0.5,
    ],
    [
      0.5,
      [
        [1, 2],
        [2, 2],
        [4, 4],
        [Infinity, 4],
      ],
      1,
    ],
    [
      0.5,
      [
        [-1, 1],
        [Infinity, 1],
      ],
      -1,
    ],
    [
      0.99,
      [
        [1, 1],
        [Infinity, 2],
      ],
      1,
    ],
    [0.5, [[Infinity, 2]], undefined],
    [
      0.5,
      [
        [1, 1],
        [2, 1],
      ],
      undefined,
    ],
    [0.5, [], undefined],
  ] as const)('its %d-quantile: %j', (q, given, expected) => {
    expect(bucketQuantile(q, given)?.value).toBe(expected);
  });
});

it('a summary says its quantiles itself', () => {
  expect(read(['# TYPE s_ms summary\ns_ms{quantile="0.99",a="b"} 250\n'], ['s_ms_p99'])).toEqual([
    's_ms_p99{a=b} 0.25 seconds',
  ]);
});

it('a number that is none is left out', () => {
  expect(read(['a NaN\nb 1\n'], ['a', 'b'])).toEqual(['b 1 none']);
});

it.each([
  ['<html>', /no metric/],
  ['unknown_thing 1\n', /none of its 1 metrics is known: name those that matter/],
  ['a 1\na 2\n', /a twice with the same labels/],
])('%j is told, and no reading', (page, said) => {
  expect(() => read([page], ['a'])).toThrow(said);
});

/** What each kind shows of a page that holds what its exporter writes; two pages, a second apart. */
const KINDS: readonly (readonly [kind: string, before: string, after: string, readings: readonly string[]])[] = [
  [
    'node_exporter',
    'node_cpu_seconds_total{cpu="0",mode="idle"} 10\nnode_cpu_seconds_total{cpu="0",mode="user"} 5\nnode_disk_io_time_seconds_total{device="sda"} 7\nnode_disk_io_time_seconds_total{device="dm-0"} 7\n',
    `node_cpu_seconds_total{cpu="0",mode="idle"} 10.25\nnode_cpu_seconds_total{cpu="0",mode="user"} 5.75
node_disk_io_time_seconds_total{device="sda"} 7.5\nnode_disk_io_time_seconds_total{device="dm-0"} 7.5
node_memory_MemAvailable_bytes 25\nnode_memory_MemTotal_bytes 100
node_filesystem_avail_bytes{mountpoint="/",fstype="ext4"} 30\nnode_filesystem_size_bytes{mountpoint="/",fstype="ext4"} 100
node_filesystem_avail_bytes{mountpoint="/run",fstype="tmpfs"} 1\nnode_filesystem_size_bytes{mountpoint="/run",fstype="tmpfs"} 1\n`,
    [
      'cpu_usage 0.75 ratio',
      'memory_usage 0.75 ratio',
      'disk_usage{mountpoint=/} 0.7 ratio',
      'disk_free{mountpoint=/} 0.3 ratio',
      'disk_busy{device=sda} 0.5 ratio',
      'node_disk_io_time_seconds_total{device=sda} 0.5 none',
      'node_disk_io_time_seconds_total{device=dm-0} 0.5 none',
    ],
  ],
  [
    'postgres_exporter',
    '# TYPE pg_stat_database_blks_hit counter\npg_stat_database_blks_hit 0\n# TYPE pg_stat_database_blks_read counter\npg_stat_database_blks_read 0\npg_stat_activity_count{state="active"} 1\n',
    `# TYPE pg_stat_database_blks_hit counter\npg_stat_database_blks_hit 90\n# TYPE pg_stat_database_blks_read counter
pg_stat_database_blks_read 10\npg_stat_database_numbackends{datname="a"} 15\npg_stat_database_numbackends{datname="b"} 5
pg_settings_max_connections 100\npg_stat_activity_count{datname="a",state="active"} 2\npg_stat_activity_count{datname="b",state="active"} 1\n`,
    [
      'pg_stat_activity_count{state=active} 3 none',
      'db_connection_usage 0.2 ratio',
      'pg_settings_max_connections 100 none',
      'cache_hit_ratio 0.9 ratio',
    ],
  ],
  ['redis_exporter', 'redis_connected_clients 1\n', 'redis_connected_clients 7\n', ['redis_connected_clients 7 none']],
  ['nginx', 'nginx_connections_active 1\n', 'nginx_connections_active 2\n', ['nginx_connections_active 2 none']],
  [
    'mysqld_exporter',
    '# TYPE mysql_global_status_queries untyped\nmysql_global_status_queries 5\nmysql_global_status_threads_connected 1\n',
    'mysql_global_status_threads_connected 30\nmysql_global_variables_max_connections 150\n# TYPE mysql_global_status_queries untyped\nmysql_global_status_queries 8\n',
    [
      'db_connection_usage 0.2 ratio',
      'mysql_global_variables_max_connections 150 none',
      'mysql_global_status_queries 3 per second',
    ],
  ],
  [
    'a JVM',
    'jvm_memory_used_bytes{area="heap",id="a"} 1\n',
    'jvm_memory_used_bytes{area="heap",id="a"} 30\njvm_memory_used_bytes{area="heap",id="b"} 10\njvm_memory_max_bytes{area="heap",id="a"} 100\nhikaricp_connections_active{pool="p"} 5\nhikaricp_connections_max{pool="p"} 10\n',
    [
      'heap_usage 0.4 ratio',
      'jvm_memory_used_bytes{area=heap} 40 bytes',
      'db_pool_usage{pool=p} 0.5 ratio',
      'hikaricp_connections_max{pool=p} 10 none',
    ],
  ],
  [
    'cadvisor',
    'container_cpu_usage_seconds_total{pod="p",container="c",cpu="0"} 1\ncontainer_cpu_usage_seconds_total{pod="p",container="",cpu="0"} 1\n',
    'container_cpu_usage_seconds_total{pod="p",container="c",cpu="0"} 1.5\ncontainer_cpu_usage_seconds_total{pod="p",container="",cpu="0"} 9\n',
    ['container_cpu_usage_seconds_total{pod=p,container=c} 0.5 none'],
  ],
  [
    'kube-state-metrics',
    'kube_pod_info 1\n',
    'kube_pod_info 1\nkube_deployment_status_replicas_available{namespace="n",deployment="d"} 3\n',
    ['kube_deployment_status_replicas_available{namespace=n,deployment=d} 3 none'],
  ],
  ['Go', 'go_goroutines 1\n', 'go_goroutines 9\n', ['go_goroutines 9 none']],
  ['DCGM', 'DCGM_FI_DEV_GPU_UTIL{gpu="0"} 1\n', 'DCGM_FI_DEV_GPU_UTIL{gpu="0"} 55\n', ['gpu_usage{gpu=0} 0.55 ratio']],
];

it.each(KINDS)('%s is told by its names, and what matters of it is taken', (_, before, after, readings) => {
  expect(read([before, after])).toEqual(readings);
});
