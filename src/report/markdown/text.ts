import { type Fact, inWords, type Table, type TableCell } from '../blocks.ts';
import { code, markdown, withoutMiddle } from '../escape.ts';
import type { Sign } from '../symbols.ts';
import { markOf } from '../words.ts';

const LONGEST_CELL = 80;
const LONGEST_SENTENCE = 600;
/** Of what others wrote and is shown as it is. */
export const LONGEST_VALUE = 300;
const MOST_ROWS = 20;

/** Signs that need no colour to be told apart, in GitHub's page as in a mail. */
const SYMBOLS: Record<Sign, string> = {
  met: '✅',
  degraded: '⚠️',
  critical: '❌',
  'no-data': '➖',
  inconclusive: '❔',
};

export function symbolOf(sign: Sign): string {
  return SYMBOLS[sign];
}

/** A sentence of ours, in which names of others may stand. */
export function sentence(text: string): string {
  return markdown(withoutMiddle(text, LONGEST_SENTENCE));
}

/** What stands in a cell of a table. */
export function cell(text: string): string {
  return markdown(withoutMiddle(text, LONGEST_CELL));
}

/** The value of a fact: a sentence of ours, or, of others, their text as it is. */
export function factValue([, value, form]: Fact): string {
  return form === 'literal' ? code(withoutMiddle(value, LONGEST_VALUE)) : sentence(value);
}

/** A list of what is Markdown already. */
export function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/**
 * A table of what is Markdown already; its numbers stand right. Empty without rows; how many are left out, and in which
 * file they are, is said below it.
 */
export function grid(head: readonly string[], rows: readonly (readonly string[])[], whole: string): string {
  if (rows.length === 0) return '';
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = `|${head.map((_, i) => (i === 0 ? '---' : '---:')).join('|')}|`;
  const more = rows.length > MOST_ROWS ? [`\n${rows.length - MOST_ROWS} more in ${whole}.`] : [];
  return [row(head), rule, ...rows.slice(0, MOST_ROWS).map(row), ...more].join('\n');
}

/** A table of a report. */
export function tableOf(table: Table, whole: string): string {
  const { head, rows } = inWords(table, wordsOf);
  return grid(head.map(cell), rows, whole);
}

function wordsOf(content: TableCell): string {
  if (typeof content === 'string') return cell(content);
  if ('sign' in content) {
    const { sign, text } = content;
    // Its own word says as much as the sign.
    return text === markOf(sign).word ? cell(text) : `${symbolOf(sign)} ${cell(text)}`;
  }
  if (!('value' in content)) return '';
  const { value, interval } = content;
  return interval === '' ? cell(value) : `${cell(value)} [${cell(interval)}]`;
}
