import type { MetricType, SeriesUnit } from './frame.ts';
import type { Bits } from './histogram.ts';

/** What the samples of a metric are: k6's type, and the unit in which loadkit keeps them. */
export interface MetricKind {
  readonly type: MetricType;
  readonly unit: SeriesUnit;
}

const COUNTER: MetricKind = { type: 'counter', unit: 'none' };
const BYTES: MetricKind = { type: 'counter', unit: 'bytes' };
const GAUGE: MetricKind = { type: 'gauge', unit: 'none' };
const RATE: MetricKind = { type: 'rate', unit: 'none' };
const TREND: MetricKind = { type: 'trend', unit: 'none' };
const TIME: MetricKind = { type: 'trend', unit: 'seconds' };

/** Phases of a request, whose histograms are coarse (docs/record.md). */
const PHASES: ReadonlySet<string> = new Set(
  'blocked connecting tls_handshaking sending waiting receiving'.split(' ').map((phase) => `http_req_${phase}`),
);

function all(kind: MetricKind, names: string): [string, MetricKind][] {
  return names.split(' ').map((name) => [name, kind]);
}

/** The metrics that k6 v2.2.0 and its modules make themselves (metrics/builtin.go, modules/k6/{grpc,browser}), and `request_time`. */
export const K6_METRICS: ReadonlyMap<string, MetricKind> = new Map([
  ...all(COUNTER, 'iterations dropped_iterations http_reqs ws_sessions ws_msgs_sent ws_msgs_received'),
  ...all(COUNTER, 'grpc_streams grpc_streams_msgs_sent grpc_streams_msgs_received'),
  ...all(BYTES, 'data_sent data_received browser_data_sent browser_data_received'),
  ...all(GAUGE, 'vus vus_max'),
  ...all(RATE, 'checks http_req_failed browser_http_req_failed'),
  ...all(TIME, ['http_req_duration', 'request_time', ...PHASES].join(' ')),
  ...all(TIME, 'iteration_duration group_duration ws_ping ws_session_duration ws_connecting grpc_req_duration'),
  ...all(TIME, 'browser_http_req_duration browser_web_vital_ttfb browser_web_vital_lcp browser_web_vital_inp'),
  ...all(TIME, 'browser_web_vital_fcp'),
  ...all(TREND, 'browser_web_vital_cls'),
]);

/** The metrics that the library of scenarios (`loadkit/k6`) and our executor make. */
export const LIBRARY_METRICS: ReadonlyMap<string, MetricKind> = new Map([
  ['step_duration', TIME],
  ['think_time', TIME],
  ['iterations_cut_off', TIME],
  ['read_back', RATE],
]);

const UNITS: Readonly<Record<string, SeriesUnit>> = { time: 'seconds', data: 'bytes', default: 'none' };
const TYPES: readonly string[] = ['counter', 'gauge', 'rate', 'trend'] satisfies MetricType[];

/** A kind by the words of k6's summary; undefined for words that are not k6's. */
export function kindOf(type: unknown, contains: unknown): MetricKind | undefined {
  const unit = UNITS[String(contains)];
  return unit === undefined || !TYPES.includes(String(type)) ? undefined : { type: type as MetricType, unit };
}

/** The mantissa bits of a trend's histogram. */
export function bitsOf(metric: string): Bits {
  return PHASES.has(metric) ? 5 : 9;
}
