import type { Series } from './lines/lines.ts';

/**
 * What a tag's value must be: exact, a glob with `*`, `5xx` for a class of status, `!x` for "not x"; of a list, one of
 * them.
 */
export type Pattern = string | readonly string[];

/** Tags that a series must carry. */
export type Where = Readonly<Record<string, Pattern>>;

/** Which samples are meant: a metric and tags. */
export interface Selector {
  readonly metric: string;
  readonly where: Where;
  /** The values stand for themselves, as in the thresholds of k6: there `5xx` is no class and `*` no glob. */
  readonly exact?: boolean;
  /** The readings of monitors are meant, which may be named as a metric of k6 is; else the samples of engines. */
  readonly monitored?: boolean;
}

/** What selectors ask of a series. */
type Tagged = Pick<Series, 'metric' | 'tags' | 'folded'>;

const globs = new Map<string, RegExp>();

function glob(pattern: string): RegExp {
  let expression = globs.get(pattern);
  if (!expression) {
    expression = new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`, 's');
    globs.set(pattern, expression);
  }
  return expression;
}

/**
 * Whether a tag's value fits a pattern; a missing tag is the empty string, as in PromQL. Of a list one must fit that is
 * not negated, where there is one, and no negated one may: `[2xx, !204]` are the 2xx without 204, `[!4xx, !5xx]`
 * neither class.
 */
export function tagMatches(pattern: Pattern, value: string | undefined): boolean {
  if (typeof pattern !== 'string') {
    const wanted = pattern.filter((each) => !isNegated(each));
    const forbidden = pattern.filter(isNegated);
    return (
      (wanted.length === 0 || wanted.some((each) => tagMatches(each, value))) &&
      forbidden.every((each) => tagMatches(each, value))
    );
  }
  const actual = value ?? '';
  if (isNegated(pattern)) return !tagMatches(pattern.slice(1), value);
  if (/^[1-5]xx$/.test(pattern)) return /^\d{3}$/.test(actual) && actual[0] === pattern[0];
  return pattern.includes('*') ? glob(pattern).test(actual) : pattern === actual;
}

function isNegated(pattern: string): boolean {
  return pattern.startsWith('!');
}

/**
 * Whether a series belongs to a selector. One whose tags were folded does not where the selector asks for such a tag.
 */
export function matches(selector: Selector, series: Tagged): boolean {
  return fits(selector, series) === true;
}

/**
 * Whether samples of a series may belong to a selector, which nobody knows since the bound on series took their tags.
 */
export function mayMatch(selector: Selector, series: Series): boolean {
  return fits(selector, series) === undefined;
}

/** Undefined: nobody knows. */
function fits({ metric, where, exact = false }: Selector, series: Tagged): boolean | undefined {
  if (metric !== series.metric) return false;
  const { folded, tags } = series;
  const has = (tag: string, pattern: Pattern) => (exact ? tags[tag] === pattern : tagMatches(pattern, tags[tag]));
  if (!folded) return Object.entries(where).every(([tag, pattern]) => has(tag, pattern));
  const asked = Object.entries(where).filter(([, pattern]) => exact || pattern !== '*');
  const isFolded = (tag: string) => folded.includes(tag) || (folded[0] === '*' && !(tag in tags));
  if (!asked.every(([tag, pattern]) => isFolded(tag) || has(tag, pattern))) return false;
  return asked.some(([tag]) => isFolded(tag)) ? undefined : true;
}

/** One string per distinct selector, independent of the order of its tags; also a stable way to print it. */
export function selectorKey(selector: Selector): string {
  const tags = Object.entries(selector.where).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = tags.map(([tag, value]) => `${tag}:${patternText(value, selector.exact)}`).join(',');
  const metric = selector.monitored ? `monitor ${selector.metric}` : selector.metric;
  return tags.length === 0 ? metric : `${metric}{${text}}`;
}

/** In quotes where it would be read as something else; of exact values also what would be read as a pattern. */
function patternText(pattern: Pattern, exact = false): string {
  if (typeof pattern !== 'string') return `[${pattern.map((each) => patternText(each)).join(',')}]`;
  const special = /[,{}"[\]]/.test(pattern) || (exact && /\*|^!|^[1-5]xx$/.test(pattern));
  return special ? JSON.stringify(pattern) : pattern;
}
