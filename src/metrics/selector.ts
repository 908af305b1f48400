import type { Series } from './frame.ts';

/** Tags that a series must carry: exact values, globs with `*`, `5xx` for a class of status, `!x` for "not x". */
export type Where = Readonly<Record<string, string>>;

/** Which samples are meant: a metric and tags. */
export interface Selector {
  readonly metric: string;
  readonly where: Where;
}

const globs = new Map<string, RegExp>();

function glob(pattern: string): RegExp {
  let expression = globs.get(pattern);
  if (!expression) {
    expression = new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`, 's');
    globs.set(pattern, expression);
  }
  return expression;
}

/** Whether a tag's value fits a pattern; a missing tag is the empty string, as in PromQL. */
export function tagMatches(pattern: string, value: string | undefined): boolean {
  const actual = value ?? '';
  if (pattern.startsWith('!')) return !tagMatches(pattern.slice(1), value);
  if (/^[1-5]xx$/.test(pattern)) return /^\d{3}$/.test(actual) && actual[0] === pattern[0];
  return pattern.includes('*') ? glob(pattern).test(actual) : pattern === actual;
}

/** Whether a series belongs to a selector. One whose tags were folded does not where the selector asks for such a tag. */
export function matches(selector: Selector, series: Series): boolean {
  return fits(selector, series) === true;
}

/** Whether samples of a series may belong to a selector, which nobody knows since the bound on series took their tags. */
export function mayMatch(selector: Selector, series: Series): boolean {
  return fits(selector, series) === undefined;
}

/** Undefined: nobody knows. */
function fits({ metric, where }: Selector, series: Series): boolean | undefined {
  if (metric !== series.metric) return false;
  const { folded } = series;
  if (!folded) return Object.entries(where).every(([tag, pattern]) => tagMatches(pattern, series.tags[tag]));
  const asked = Object.entries(where).filter(([, pattern]) => pattern !== '*');
  const isFolded = (tag: string) => folded.includes(tag) || (folded[0] === '*' && !(tag in series.tags));
  if (!asked.every(([tag, pattern]) => isFolded(tag) || tagMatches(pattern, series.tags[tag]))) return false;
  return asked.some(([tag]) => isFolded(tag)) ? undefined : true;
}

/** One string per distinct selector, independent of the order of its tags; also a stable way to print it. */
export function selectorKey(selector: Selector): string {
  const tags = Object.entries(selector.where).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = tags.map(([tag, value]) => `${tag}:${/[,{}"]/.test(value) ? JSON.stringify(value) : value}`).join(',');
  return tags.length === 0 ? selector.metric : `${selector.metric}{${text}}`;
}
