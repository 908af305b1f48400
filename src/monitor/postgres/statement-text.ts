import { visible } from '../../visible.ts';

/** Comments; quoted identifiers, which stay; strings, in dollars, with escapes and plain; parameters and numbers. */
const PARTS =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|("(?:[^"]|"")*(?:"|$))|\$([A-Za-z_]\w*)?\$[\s\S]*?(?:\$\2\$|$)|\b[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|(?:\b(?:[nNbBxX]|[uU]&))?'(?:[^']|'')*(?:'|$)|\$\d+|(?<![\w$.])(?:0[xXoObB]\w+|\d[\d_]*\.?\d*(?:[eE][+-]?\d+)?|\.\d+)\b/g;
const COMMENT = /^(?:--|\/\*)/;
/** Lists of values, and rows of them: however many, it is the same statement. */
const LIST = /\?(?:\s*,\s*\?)+/g;
const ROWS = /\((?:…|\?)\)(?:\s*,\s*\((?:…|\?)\))+/g;

/**
 * The shape of an SQL statement: `?` in place of values and parameters, `…` in place of lists of them, without comments,
 * on one line. pg_stat_statements leaves values in what is no query (`create user … password '…'`). Pure.
 */
export function statementShape(text: string): string {
  const shape = text
    .replace(PARTS, (part, name?: string) => name ?? (COMMENT.test(part) ? ' ' : '?'))
    .replace(/\s+/g, ' ')
    .replace(LIST, '…')
    .replace(ROWS, '(…), …')
    .replace(/[\s;]+$/, '')
    .trim();
  return visible(shape);
}
