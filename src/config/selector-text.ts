import type { Selector } from '../metrics/selector.ts';

const METRIC = /^[a-zA-Z_]\w{0,127}$/;

/**
 * Reads `http_req_duration{name:/x,status:200}` as k6 reads sub-metrics (metrics/metric.go, AddSubmetric): tags split at commas,
 * key and value at the first colon, surrounding blanks and quotes dropped; commas inside quotes belong to the value.
 * Undefined when it is none.
 */
export function parseSelector(text: string): Selector | undefined {
  const open = text.indexOf('{');
  if (open < 0) return METRIC.test(text) ? { metric: text, where: {} } : undefined;
  const metric = text.slice(0, open).trim();
  if (!METRIC.test(metric) || !text.endsWith('}')) return undefined;
  const where = new Map<string, string>();
  for (const pair of splitTags(text.slice(open + 1, -1))) {
    const colon = pair.indexOf(':');
    if (colon < 0) return undefined;
    const [tag, value] = [bare(pair.slice(0, colon)), bare(pair.slice(colon + 1))];
    if (tag === '' || where.has(tag)) return undefined;
    where.set(tag, value);
  }
  return { metric, where: Object.fromEntries(where) };
}

function splitTags(text: string): string[] {
  return text.match(/(?:"[^"]*"|'[^']*'|[^,])+/g) ?? [''];
}

function bare(text: string): string {
  return text.trim().replace(/^["']+|["']+$/g, '');
}
