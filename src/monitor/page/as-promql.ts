import type { Pattern } from '../../metrics/selector.ts';
import { PAGE_KINDS } from './kinds.ts';
import type { DerivedRow, PageTerm } from './rows.ts';

/** The window of rates in it. */
const WINDOW = '5m';

/**
 * What a reading that loadkit computes from a page is in PromQL, and of which kind of page; undefined of what is no such
 * reading. Where several kinds have it, the first of the table counts.
 */
export function derivedAsPromql(reading: string): { readonly expr: string; readonly kind: string } | undefined {
  for (const { name, rows } of PAGE_KINDS) {
    const row = rows.find((each): each is DerivedRow => 'reading' in each && each.reading === reading);
    if (row) return { expr: exprOf(row), kind: name };
  }
  return undefined;
}

function exprOf({ of, over, rest, by = [] }: DerivedRow): string {
  const value = termOf(of, by);
  const share = over === undefined ? value : `${value} / ${typeof over === 'number' ? over : termOf(over, by)}`;
  return rest ? `1 - ${share}` : share;
}

function termOf({ names, where = {} }: PageTerm, by: readonly string[]): string {
  const matchers = Object.entries(where).map(([label, pattern]) => matcherOf(label, pattern));
  const selected = names.map((name) => {
    const series = matchers.length === 0 ? name : `${name}{${matchers.join(', ')}}`;
    return name.endsWith('_total') ? `rate(${series}[${WINDOW}])` : series;
  });
  const grouped = by.length === 0 ? 'sum' : `sum by (${by.join(', ')}) `;
  const sums = selected.map((each) => `${grouped}(${each})`.replace(') (', ') ('));
  return sums.length === 1 ? sums[0]! : `(${sums.join(' + ')})`;
}

/** In the table a list holds either values, or values that are not meant. */
function matcherOf(label: string, pattern: Pattern): string {
  const all = [pattern].flat();
  const not = all[0]!.startsWith('!');
  const values = all.map((each) => (not ? each.slice(1) : each).replaceAll('*', '.*'));
  return `${label}${not ? '!~' : '=~'}${JSON.stringify(values.join('|'))}`;
}
