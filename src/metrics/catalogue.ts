import type { Bits } from './histogram/histogram.ts';
import type { MetricType, SeriesUnit } from './lines/lines.ts';

/** What the samples of a metric are: k6's type, and the unit in which loadkit keeps them. */
export interface MetricKind {
  readonly type: MetricType;
  readonly unit: SeriesUnit;
}

/** What is known of a metric before it was ever measured. */
export interface Metric extends MetricKind {
  /**
   * Who makes it: k6 and its modules; loadkit, of what k6 tells; or the library of scenarios (`loadkit/k6`), where a
   * script uses it.
   */
  readonly by: 'k6' | 'loadkit' | 'library';
  /** What its samples are about. */
  readonly counts:
    | 'users'
    | 'iterations'
    | 'groups'
    | 'steps'
    | 'checks'
    | 'pauses'
    | 'requests'
    | 'sessions'
    | 'messages'
    | 'pages'
    | 'traffic';
  /** The protocol that is spoken where it has samples. */
  readonly protocol?: 'http' | 'ws' | 'grpc' | 'browser';
  /** The time that a user waits for one request. Objectives on it count successes. */
  readonly latency?: true;
  /**
   * An arrival that the target left no user for counts as the samples that its iteration would have had, all of them
   * bad.
   */
  readonly ofDropped?: true;
  /** It tells of each request or message that was sent: a counter by its sum, a trend by its samples. */
  readonly sent?: true;
  /** A sample of it proves that a run measured something: a request was made, or a script worked. */
  readonly proof?: true;
  /** It has samples even where nothing comes to its end. */
  readonly unended?: true;
  /** A phase of a request, whose histogram is coarse (docs/record.md). */
  readonly phase?: true;
}

const COUNTER: MetricKind = { type: 'counter', unit: 'none' };
const BYTES: MetricKind = { type: 'counter', unit: 'bytes' };
const GAUGE: MetricKind = { type: 'gauge', unit: 'none' };
const RATE: MetricKind = { type: 'rate', unit: 'none' };
const TREND: MetricKind = { type: 'trend', unit: 'none' };
const TIME: MetricKind = { type: 'trend', unit: 'seconds' };

const HTTP = { protocol: 'http', counts: 'requests' } as const;
const GRPC = { protocol: 'grpc', counts: 'requests', proof: true } as const;
const WS = { protocol: 'ws', counts: 'sessions', proof: true } as const;
const BROWSER = { protocol: 'browser', counts: 'requests', proof: true } as const;
const PAGES = { protocol: 'browser', counts: 'pages', proof: true } as const;

/** metrics/builtin.go of k6 v2.2.0, and what its modules grpc and browser register. */
const OF_K6: Readonly<Record<string, Omit<Metric, 'by'>>> = {
  vus: { ...GAUGE, counts: 'users', unended: true },
  vus_max: { ...GAUGE, counts: 'users', unended: true },
  iterations: { ...COUNTER, counts: 'iterations' },
  iteration_duration: { ...TIME, counts: 'iterations', ofDropped: true },
  dropped_iterations: { ...COUNTER, counts: 'iterations', unended: true },
  checks: { ...RATE, counts: 'checks' },
  group_duration: { ...TIME, counts: 'groups', ofDropped: true },
  http_reqs: { ...COUNTER, ...HTTP, sent: true, proof: true },
  http_req_failed: { ...RATE, ...HTTP, ofDropped: true },
  http_req_duration: { ...TIME, ...HTTP, latency: true, ofDropped: true },
  http_req_blocked: { ...TIME, ...HTTP, phase: true },
  http_req_connecting: { ...TIME, ...HTTP, phase: true },
  http_req_tls_handshaking: { ...TIME, ...HTTP, phase: true },
  http_req_sending: { ...TIME, ...HTTP, phase: true },
  http_req_waiting: { ...TIME, ...HTTP, phase: true, latency: true, ofDropped: true },
  http_req_receiving: { ...TIME, ...HTTP, phase: true },
  ws_sessions: { ...COUNTER, ...WS },
  ws_msgs_sent: { ...COUNTER, ...WS, counts: 'messages', sent: true },
  ws_msgs_received: { ...COUNTER, ...WS, counts: 'messages' },
  ws_ping: { ...TIME, ...WS, counts: 'messages' },
  ws_session_duration: { ...TIME, ...WS },
  ws_connecting: { ...TIME, ...WS },
  grpc_req_duration: { ...TIME, ...GRPC, latency: true, ofDropped: true, sent: true },
  grpc_streams: { ...COUNTER, ...GRPC, counts: 'sessions' },
  grpc_streams_msgs_sent: { ...COUNTER, ...GRPC, counts: 'messages', sent: true },
  grpc_streams_msgs_received: { ...COUNTER, ...GRPC, counts: 'messages' },
  browser_http_req_duration: { ...TIME, ...BROWSER, sent: true },
  browser_http_req_failed: { ...RATE, ...BROWSER },
  browser_data_sent: { ...BYTES, ...BROWSER, counts: 'traffic', unended: true },
  browser_data_received: { ...BYTES, ...BROWSER, counts: 'traffic', unended: true },
  browser_web_vital_ttfb: { ...TIME, ...PAGES },
  browser_web_vital_fcp: { ...TIME, ...PAGES },
  browser_web_vital_lcp: { ...TIME, ...PAGES },
  browser_web_vital_inp: { ...TIME, ...PAGES },
  browser_web_vital_cls: { ...TREND, ...PAGES },
  data_sent: { ...BYTES, counts: 'traffic', unended: true },
  data_received: { ...BYTES, counts: 'traffic', unended: true },
};

/** The time of a request as its user waits for it, and the ages of what was cut off (engine/ledger). */
const OF_LOADKIT: Readonly<Record<string, Omit<Metric, 'by'>>> = {
  request_time: { ...TIME, ...HTTP, latency: true, ofDropped: true },
  requests_cut_off: { ...TIME, ...HTTP, unended: true, proof: true },
  iterations_cut_off: { ...TIME, counts: 'iterations', unended: true },
};

/** The metrics that `loadkit/k6` makes (src/scenario). */
const OF_THE_LIBRARY: Readonly<Record<string, Omit<Metric, 'by'>>> = {
  step_duration: { ...TIME, counts: 'steps', ofDropped: true, proof: true },
  think_time: { ...TIME, counts: 'pauses' },
  read_back: { ...RATE, counts: 'checks', proof: true },
};

const by = (by: Metric['by'], metrics: Readonly<Record<string, Omit<Metric, 'by'>>>): [string, Metric][] =>
  Object.entries(metrics).map(([name, metric]) => [name, { ...metric, by }]);

/** All metrics that are known before a run, by name. Those that scripts define are not among them. */
export const METRICS: ReadonlyMap<string, Metric> = new Map([
  ...by('k6', OF_K6),
  ...by('loadkit', OF_LOADKIT),
  ...by('library', OF_THE_LIBRARY),
]);

/**
 * The metrics whose kind is known before a script has run. Without the library its names are the script's to define.
 */
export function kindsFor({ library }: { readonly library: boolean }): ReadonlyMap<string, MetricKind> {
  return library ? METRICS : new Map([...METRICS].filter(([, metric]) => metric.by !== 'library'));
}

/** Whether a metric is the latency of one request: objectives on it count successes, and the dropped as bad. */
export function isLatencyMetric(metric: string): boolean {
  return METRICS.get(metric)?.latency === true;
}

/** The mantissa bits of a trend's histogram. */
export function bitsOf(metric: string): Bits {
  return METRICS.get(metric)?.phase ? 5 : 9;
}
