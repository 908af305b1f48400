import type { Pattern } from '../../metrics/selector.ts';

const METRIC = /^[a-zA-Z_]\w{0,127}$/;

/** A metric and its tags as they are written. */
interface Written<T> {
  readonly metric: string;
  readonly where: Record<string, T>;
}

/**
 * Reads `http_req_duration{name:/x,status:200}` as k6 reads sub-metrics (metrics/metric.go, AddSubmetric): tags split
 * at commas, key and value at the first colon, surrounding blanks and quotes dropped; commas inside quotes belong to
 * the value. Undefined when it is none.
 */
export function parseSelector(text: string): Written<string> | undefined {
  return read(text, /(?:"[^"]*"|'[^']*'|[^,])+/g, bare);
}

/** The same of an objective, where a tag's value may be a list besides: `http_reqs{status:[4xx,5xx]}`. */
export function parsePatterns(text: string): Written<string | string[]> | undefined {
  return read(text, /(?:"[^"]*"|'[^']*'|\[[^\]]*\]|[^,])+/g, (value) => {
    const list = /^\s*\[(.*)\]\s*$/s.exec(value)?.[1];
    return list === undefined ? bare(value) : (list.match(/(?:"[^"]*"|'[^']*'|[^,])+/g) ?? ['']).map(bare);
  });
}

function read<T extends Pattern>(text: string, pairs: RegExp, asValue: (text: string) => T): Written<T> | undefined {
  const open = text.indexOf('{');
  if (open < 0) return METRIC.test(text) ? { metric: text, where: {} } : undefined;
  const metric = text.slice(0, open).trim();
  if (!METRIC.test(metric) || !text.endsWith('}')) return undefined;
  const where = new Map<string, T>();
  for (const pair of text.slice(open + 1, -1).match(pairs) ?? ['']) {
    const colon = pair.indexOf(':');
    if (colon < 0) return undefined;
    const [tag, value] = [bare(pair.slice(0, colon)), asValue(pair.slice(colon + 1))];
    if (tag === '' || where.has(tag)) return undefined;
    where.set(tag, value);
  }
  return { metric, where: Object.fromEntries(where) };
}

function bare(text: string): string {
  return text.trim().replace(/^["']+|["']+$/g, '');
}
