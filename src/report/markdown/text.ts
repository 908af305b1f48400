import type { Zone } from '../../objectives/zone.ts';
import type { Verdict } from '../../result/vocabulary.ts';
import { inWords, type Table } from '../blocks.ts';
import { markdown, shortened } from '../escape.ts';

const LONGEST_CELL = 80;
const LONGEST_SENTENCE = 600;
const MOST_ROWS = 20;

/** Signs that need no colour to be told apart, in GitHub's page as in a mail. */
const SYMBOLS: Record<Zone | Verdict, string> = {
  met: '✅',
  degraded: '⚠️',
  critical: '❌',
  'no-data': '➖',
  inconclusive: '❔',
};

export function symbolOf(zone: Zone | Verdict): string {
  return SYMBOLS[zone];
}

/** A sentence of ours, in which names of others may stand. */
export function sentence(text: string): string {
  return markdown(shortened(text, LONGEST_SENTENCE));
}

/** What stands in a cell of a table. */
export function cell(text: string): string {
  return markdown(shortened(text, LONGEST_CELL));
}

/** A list of what is Markdown already. */
export function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/**
 * A table of what is Markdown already; its numbers stand right. Empty without rows; what is left out is said below it.
 */
export function grid(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = `|${head.map((_, i) => (i === 0 ? '---' : '---:')).join('|')}|`;
  const more = rows.length > MOST_ROWS ? [`\n${rows.length - MOST_ROWS} more in report.html.`] : [];
  return [row(head), rule, ...rows.slice(0, MOST_ROWS).map(row), ...more].join('\n');
}

/** A table of the model. */
export function tableOf(table: Table): string {
  const { head, rows } = inWords(table);
  return grid(
    head.map(cell),
    rows.map((row) => row.map(cell)),
  );
}
