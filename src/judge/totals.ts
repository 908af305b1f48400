import { METRICS } from '../metrics/catalogue.ts';
import type { Exemplar } from '../metrics/lines/lines.ts';
import type { Timeline } from '../metrics/timeline/timeline.ts';
import type { CheckResult, ErrorResult, Result, Totals } from '../result/result.ts';
import { accountingOf } from './caveats/accounting.ts';
import { faultsById } from './finding-ids.ts';
import { FAILURES, REQUESTS } from './layout.ts';
import { exceptionsOf } from './lines/exceptions.ts';

/** The run's totals, as k6's own summary counts them. */
export function totalsOf(timeline: Timeline): Totals {
  const sum = (metric: string) => timeline.total({ metric, where: {} })?.sum ?? 0;
  const checks = timeline.total({ metric: 'checks', where: {} });
  const requests = timeline.total(REQUESTS)?.sum ?? 0;
  const unanswered = timeline.total({ ...REQUESTS, where: { status: '0' } })?.sum ?? 0;
  const iterations = sum('iterations');
  return {
    requests,
    failed: timeline.total(FAILURES)?.sum ?? 0,
    answered: requests - unanswered,
    iterations,
    dropped: sum('dropped_iterations'),
    checks: { passes: checks?.sum ?? 0, fails: (checks?.count ?? 0) - (checks?.sum ?? 0) },
    dataSent: sum('data_sent'),
    dataReceived: sum('data_received'),
    vusMax: Math.max(timeline.generator.vus, highest(timeline, 'vus')),
    requestsPerIteration: iterations > 0 ? requests / iterations : null,
    ...thinkTime(timeline, iterations),
    accounting: accountingOf(timeline),
  };
}

/** Mean seconds that `think()` asked an iteration to pause, also where a search did not pause. */
function thinkTime(timeline: Timeline, iterations: number): Pick<Totals, 'thinkTime'> {
  const asked = timeline.total({ metric: 'think_time', where: {} });
  return asked && iterations > 0 ? { thinkTime: asked.sum / iterations } : {};
}

/** The highest value of a gauge; 0 without one. */
function highest(timeline: Timeline, metric: string): number {
  const gauge = timeline.total({ metric, where: {} });
  return gauge && gauge.count > 0 ? gauge.max : 0;
}

/** Passes and fails of every check, most fails first. */
export function checksOf(timeline: Timeline): CheckResult[] {
  const rows = new Map<string, CheckResult>();
  for (const { series, all } of timeline.series) {
    if (series.metric !== 'checks') continue;
    const name = series.tags['check'] ?? (series.folded ? 'other' : '');
    const row = rows.get(name) ?? { name, passes: 0, fails: 0 };
    rows.set(name, { name, passes: row.passes + all.sum, fails: row.fails + all.count - all.sum });
  }
  return [...rows.values()].sort((a, b) => b.fails - a.fails || (a.name < b.name ? -1 : 1));
}

/** Failed requests by k6's error code or status with the first examples, then exceptions that the script threw. */
export function errorsOf(timeline: Timeline): ErrorResult[] {
  const rows = new Map<string, { count: number; examples: string[] }>();
  const row = (kind: string) => {
    const known = rows.get(kind) ?? { count: 0, examples: [] };
    rows.set(kind, known);
    return known;
  };
  const kindOf = (code: string, status: string) =>
    status && status !== '0' ? `status ${status}` : `k6 error ${code || 'unknown'}`;
  for (const { series, all } of timeline.series) {
    if (series.metric !== 'http_req_failed' || all.sum === 0) continue;
    row(kindOf(series.tags['error_code'] ?? '', series.tags['status'] ?? '')).count += all.sum;
  }
  const errors = timeline.exemplars.filter((exemplar) => exemplar.kind === 'error');
  // Those with a trace first: they can be looked into.
  for (const exemplar of errors.sort((a, b) => Number(!a.traceparent) - Number(!b.traceparent))) {
    const known = row(kindOf(exemplar.code, exemplar.status));
    if (known.examples.length < 3) known.examples.push(exampleOf(exemplar));
  }
  const failures = [...rows].map(([kind, { count, examples }]) => ({ kind, count, examples }));
  return faultsById(
    failures.sort((a, b) => b.count - a.count),
    exceptionsOf(timeline),
  );
}

function exampleOf({ method, url, error, traceparent }: Exemplar): string {
  const trace = traceparent ? `(traceparent ${traceparent})` : '';
  return [method, shortUrl(url), error, trace].filter(Boolean).join(' ');
}

/** A URL may hold a document: what tells one from another stands at its beginning. */
const LONGEST_URL = 400;

function shortUrl(url: string): string {
  const left = url.length - LONGEST_URL;
  return left > 0 ? `${url.slice(0, LONGEST_URL)}… (${left} more characters)` : url;
}

const SLOWEST = 10;

/**
 * The slowest requests that were kept as exemplars, and the slowest of those with a trace, which are seldom among them.
 */
export function slowestOf(timeline: Timeline): Result['slowest'] {
  const slow = timeline.exemplars.filter((exemplar) => exemplar.kind === 'slow').sort((a, b) => b.value - a.value);
  const traced = slow.filter((exemplar) => exemplar.traceparent);
  const wanted = new Set([...slow.slice(0, SLOWEST), ...traced.slice(0, SLOWEST)]);
  return slow
    .filter((exemplar) => wanted.has(exemplar))
    .map(({ s, value, url, status, method, traceparent, series }) => ({
      second: s,
      name: `${method} ${shortUrl(series?.tags['name'] ?? url)}`.trim(),
      stage: series?.tags['stage'] ?? null,
      value,
      url: shortUrl(url),
      status,
      ...(traceparent ? { traceparent } : {}),
    }));
}

/** Whether the run measured anything at all: a request of some protocol, or a sample of the script's own. */
export function measuredAnything(timeline: Timeline): boolean {
  const proves = (metric: string) => !METRICS.has(metric) || METRICS.get(metric)?.proof === true;
  return timeline.series.some(({ series, all }) => all.count > 0 && proves(series.metric));
}

/** So many statements are told of a stage. */
const MOST_STATEMENTS = 5;

/** The statements that took most of the time of a database, of the whole run and stage by stage, by each monitor of one. */
export function statementsOf({ monitors, layout }: Timeline): Pick<Result, 'statements'> {
  const told = monitors.filter(({ statements }) => statements.told);
  if (told.length === 0) return {};
  const stages = [null, ...layout.stages.map(({ name }) => name)];
  return {
    statements: told.map(({ monitor, statements }) => ({
      monitor,
      stages: stages.flatMap((stage) => {
        const most = statements.most(stage, MOST_STATEMENTS);
        return most === undefined ? [] : [{ stage, ...most, statements: most.statements.map(withMean) }];
      }),
      missing: [...statements.missing],
    })),
  };
}

function withMean<T extends { readonly calls: number; readonly seconds: number }>(spent: T): T & { mean: number } {
  return { ...spent, mean: spent.seconds / spent.calls };
}
