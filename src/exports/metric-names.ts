import { unitOfName } from '../metrics/named-units.ts';
import type { Pattern, Where } from '../metrics/selector.ts';
import type { PrometheusRule } from '../objectives/alert-rule.ts';
import { type Expression, selectionsOf } from '../promql/expression.ts';

/** What a Prometheus calls what loadkit measures, and by whose word. */
export interface MetricNames {
  /** Of a metric or reading of loadkit: a name of Prometheus, or an expression. */
  readonly metrics: ReadonlyMap<string, string>;
  /** Of a tag: the label. */
  readonly labels: ReadonlyMap<string, string>;
  /** Readings that a page of metrics has under their own name. */
  readonly pages: ReadonlySet<string>;
  /** Where each name comes from, a sentence each. */
  readonly assumed: readonly string[];
}

/** The names of most client libraries' HTTP middleware (prometheus.io/docs/practices/naming). */
const USUAL = { requests: 'http_requests_total', latency: 'http_request_duration_seconds' };
const REQUESTS = ['http_reqs', 'http_req_failed'];
const LATENCY = ['request_time', 'http_req_duration'];
/** Tags that services label their requests with under the same name. */
const SAME = ['status', 'method'];
/** Tags that k6 sets, for which there is no usual label. */
const OF_K6: ReadonlySet<string> = new Set([
  'name',
  'group',
  'url',
  'scenario',
  'expected_response',
  'error_code',
  'step',
]);

/**
 * The names by which to ask a Prometheus: those that were given (`metrics`, `labels`), else those that the project's
 * own rules ask for, else the usual ones, which are an assumption. Pure.
 */
export function metricNames(
  given: Pick<MetricNames, 'metrics' | 'labels' | 'pages' | 'assumed'>,
  rules: readonly PrometheusRule[],
): MetricNames {
  const metrics = new Map(given.metrics);
  const assumed = [...given.assumed];
  const settle = (own: readonly string[], asked: string | undefined, usual: string) => {
    const missing = own.filter((name) => !metrics.has(name));
    if (missing.length === 0) return;
    const name = asked ?? usual;
    for (const each of missing) metrics.set(each, name);
    const source = asked === undefined ? 'assumed, since nothing names it' : 'as the rule file of the project names it';
    assumed.push(`${missing.join(', ')} is ${name}: ${source}; --metric ${missing[0]}=NAME says another`);
  };
  const trees = rules.flatMap(({ tree }) => tree ?? []);
  settle(REQUESTS, trees.flatMap(requestsNamed)[0], USUAL.requests);
  settle(LATENCY, trees.flatMap(latencyNamed)[0], USUAL.latency);
  return { ...given, metrics, assumed };
}

/** The label of a tag; undefined where nobody knows it. */
export function labelOf(tag: string, { labels }: MetricNames): string | undefined {
  return labels.get(tag) ?? (SAME.includes(tag) || !OF_K6.has(tag) ? tag : undefined);
}

function requestsNamed(tree: Expression): string[] {
  return selectionsOf(tree).flatMap(({ metric, range }) =>
    range !== null && /_requests?_total$/.test(metric) ? [metric] : [],
  );
}

function latencyNamed(tree: Expression): string[] {
  return selectionsOf(tree).flatMap(({ metric, matchers }) => {
    if (metric.endsWith('_bucket')) return [metric.slice(0, -'_bucket'.length)];
    return matchers.some(({ label }) => label === 'quantile') && unitOfName(metric).unit === 'seconds' ? [metric] : [];
  });
}

/** The tags of a selection as matchers of PromQL, `status=~"5.."`; or the tag of which no label is known. */
export function matchersOf(where: Where, names: MetricNames): string[] | { readonly unknown: string } {
  const matchers: string[] = [];
  for (const [tag, pattern] of Object.entries(where)) {
    const label = labelOf(tag, names);
    if (label === undefined) return { unknown: tag };
    matchers.push(...matcherOf(label, pattern));
  }
  return matchers;
}

function matcherOf(label: string, pattern: Pattern): string[] {
  const all = [pattern].flat();
  const wanted = all.filter((each) => !each.startsWith('!')).map(regexOf);
  const forbidden = all.filter((each) => each.startsWith('!')).map((each) => regexOf(each.slice(1)));
  const matcher = (not: '' | '!', of: readonly { plain: string | null; regex: string }[]) => {
    const [only, ...others] = of;
    if (only === undefined) return [];
    if (others.length === 0 && only.plain !== null)
      return [`${label}${not}=${JSON.stringify(only.plain)}`.replace('!==', '!=')];
    return [`${label}${not || '='}~${JSON.stringify(of.map(({ regex }) => regex).join('|'))}`];
  };
  return [...matcher('', wanted), ...matcher('!', forbidden)];
}

function regexOf(pattern: string): { plain: string | null; regex: string } {
  if (/^[1-5]xx$/.test(pattern)) return { plain: null, regex: `${pattern[0]}..` };
  const regex = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return { plain: pattern.includes('*') ? null : pattern, regex };
}
