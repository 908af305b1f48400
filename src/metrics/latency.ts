/** Metrics that are the latency of one request: objectives on them count successes, and the dropped as bad. */
export const LATENCY_METRICS: ReadonlySet<string> = new Set([
  'request_time',
  'http_req_duration',
  'http_req_waiting',
  'grpc_req_duration',
]);
