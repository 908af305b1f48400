import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Memory } from './memory.ts';
import type { Station } from './station.ts';

/** The page of GET /metrics, under the names that the operations guides monitor. */
export interface SandboxMetrics {
  /** Counts a request that was answered after `seconds`, or whose client went away (status 499: no duration). */
  count(method: string, route: string, status: number, seconds: number | undefined): void;
  readonly contentType: string;
  page(): Promise<string>;
}

/** Upper bounds in seconds: 0.2, 0.5, 1 and 5 are limits in the guides, so those fractions are exact. */
const BUCKETS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 2, 3, 5, 10];

const WORKFLOWS: Readonly<Record<string, string>> = { '/records': 'record', '/v1/chat/completions': 'chat' };

/** What the page says of the service itself: its start (Unix time, seconds), and bytes that it leaked. */
export interface OfItself {
  readonly startedAt: number;
  readonly leaked: () => number | undefined;
}

/** The default metric of prom-client that says when the process began; a service that restarts in it says its own. */
const START = 'process_start_time_seconds';

/** Metrics of one sandbox, in a registry of its own. Probes and scrapes are not counted as requests. */
export function sandboxMetrics(station: Station, memory: Memory, { startedAt, leaked }: OfItself): SandboxMetrics {
  const registry = new Registry();
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number | undefined) =>
    new Gauge({
      name,
      help,
      registers,
      // What is not known yet is left out: 0 would be a value.
      collect() {
        const value = read();
        if (value === undefined) this.remove();
        else this.set(value);
      },
    });
  const byRoute = ['method', 'route', 'status'];
  const byEndpoint = ['method', 'endpoint', 'status'];
  const http = {
    total: new Counter({ name: 'http_requests_total', help: 'Requests answered', labelNames: byRoute, registers }),
    seconds: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from arrival to answer, waiting included',
      labelNames: byRoute,
      buckets: BUCKETS,
      registers,
    }),
  };
  const benchmark = {
    total: new Counter({
      name: 'benchmark_requests_total',
      help: 'The same as http_requests_total',
      labelNames: byEndpoint,
      registers,
    }),
    seconds: new Histogram({
      name: 'benchmark_response_time_seconds',
      help: 'The same as http_request_duration_seconds',
      labelNames: ['endpoint'],
      buckets: BUCKETS,
      registers,
    }),
  };
  const workflowSeconds = new Histogram({
    name: 'workflow_duration_seconds',
    help: 'Time of a write or a chat completion, waiting included',
    labelNames: ['workflow'],
    buckets: [...BUCKETS, 30, 60, 300],
    registers,
  });
  const llmCalls = new Counter({
    name: 'llm_calls_total',
    help: 'Chat completions answered',
    labelNames: ['status'],
    registers,
  });
  gauge('active_sessions', 'Sessions used in the last minute', () => memory.activeSessions());
  gauge('benchmark_active_runs', 'Requests in service or waiting', () => station.inFlight);
  gauge('cache_hit_ratio', 'Searches that were cached, since the start', () => memory.cacheHitRatio());
  gauge('db_pool_size', 'Database connections', () => station.plan.pool);
  gauge('db_pool_connections_in_use', 'Database connections in use', () => station.connections);
  gauge('db_pool_waiting', 'Requests with a slot that wait for a connection', () => station.waitingForConnection);
  gauge('sandbox_slots', 'Slots', () => station.plan.slots);
  gauge('sandbox_slots_in_use', 'Slots in use', () => station.busy + station.waitingForConnection);
  gauge('sandbox_queue_length', 'Requests that wait for a slot', () => station.waiting - station.waitingForConnection);
  gauge('sandbox_lock_waiting', 'Services that wait for the lock', () => station.waitingForLock);
  gauge('sandbox_leaked_bytes', 'Memory that is held for nothing', leaked);
  collectDefaultMetrics({ register: registry });
  registry.removeSingleMetric(START);
  gauge(START, 'Start time of the service since unix epoch in seconds.', () => startedAt);

  // Labels are resolved once for each combination that occurs; the routes are few, whatever the clients ask for.
  const counters = new Map<string, (seconds: number | undefined) => void>();
  const counterOf = (method: string, route: string, status: number) => {
    const total = [http.total.labels(method, route, `${status}`), benchmark.total.labels(method, route, `${status}`)];
    const workflow = WORKFLOWS[route];
    const seconds = [http.seconds.labels(method, route, `${status}`), benchmark.seconds.labels(route)];
    if (workflow && status < 400) seconds.push(workflowSeconds.labels(workflow));
    if (workflow === 'chat') total.push(llmCalls.labels(`${status}`));
    return (took: number | undefined) => {
      for (const counter of total) counter.inc();
      if (took !== undefined) for (const histogram of seconds) histogram.observe(took);
    };
  };
  return {
    count(method, route, status, seconds) {
      const key = `${method} ${route} ${status}`;
      const counter = counters.get(key) ?? counterOf(method, route, status);
      counters.set(key, counter);
      counter(seconds);
    },
    contentType: registry.contentType,
    page: () => registry.metrics(),
  };
}
