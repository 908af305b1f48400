import type { MetricType } from '../metrics/frame.ts';

/** What is known of a metric before it was ever measured. */
export interface KnownMetric {
  readonly type: MetricType;
  readonly contents: 'time' | 'data' | 'none';
}

const metric = (type: MetricType, contents: KnownMetric['contents'], names: string): [string, KnownMetric][] =>
  names.split(' ').map((name) => [name, { type, contents }]);

/** The metrics of k6 v2 (metrics/builtin.go and its browser, WebSocket and gRPC modules), and loadkit's own four. */
const METRICS: ReadonlyMap<string, KnownMetric> = new Map([
  ...metric(
    'trend',
    'time',
    'http_req_duration http_req_blocked http_req_connecting http_req_tls_handshaking http_req_sending',
  ),
  ...metric('trend', 'time', 'http_req_waiting http_req_receiving iteration_duration group_duration grpc_req_duration'),
  ...metric('trend', 'time', 'ws_connecting ws_session_duration ws_ping browser_http_req_duration'),
  ...metric(
    'trend',
    'time',
    'browser_web_vital_fcp browser_web_vital_fid browser_web_vital_inp browser_web_vital_lcp browser_web_vital_ttfb',
  ),
  ...metric('trend', 'none', 'browser_web_vital_cls'),
  ...metric('rate', 'none', 'checks http_req_failed browser_http_req_failed'),
  ...metric('counter', 'none', 'http_reqs iterations dropped_iterations ws_sessions ws_msgs_sent ws_msgs_received'),
  ...metric('counter', 'none', 'grpc_streams grpc_streams_msgs_sent grpc_streams_msgs_received'),
  ...metric('counter', 'data', 'data_sent data_received browser_data_sent browser_data_received'),
  ...metric('gauge', 'none', 'vus vus_max'),
  ...metric('trend', 'time', 'request_time step_duration think_time'),
  ...metric('rate', 'none', 'read_back'),
]);

/** What is known of a metric; undefined for those that scripts define. */
export function knownMetric(name: string): KnownMetric | undefined {
  return METRICS.get(name);
}

/** The names of k6's metrics and loadkit's own. */
export function knownMetricNames(): string[] {
  return [...METRICS.keys()];
}

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
