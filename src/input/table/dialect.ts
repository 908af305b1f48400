/** How a table is written. */
export interface TableDialect {
  /** Its text with lines and fields as a CSV reader expects them, line for line. */
  readonly text: string;
  /** What separates the fields of `text`. */
  readonly separator: string;
  /** Lines above the header. */
  readonly above: number;
  /** What separates, as messages call it. */
  readonly called: string;
}

/** Separators as messages call them. */
const SEPARATORS: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'bars (|)',
  ' ': 'spaces',
};
/** Every one that is looked for, for messages. */
export const ALL_SEPARATORS = 'commas, semicolons, tabs, bars or spaces';

const LINE_ENDS = /\r\n|\n|\r/;
/** Blank lines and comments above the first line that is neither. */
const BEFORE = /^\uFEFF?((?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r))*)([^\r\n]*)/;

/**
 * The dialect of a table: commas, semicolons, tabs or bars separate, what `sep=;` above the header says, or what stands
 * in the header most often; where none stands there, runs of spaces or tabs. A header may be a comment, the last above
 * numbers (as gnuplot has it). Lines of a Markdown table lose their outer bars, and the line of dashes.
 */
export function tableDialect(content: string): TableDialect {
  const [, before = '', first = ''] = BEFORE.exec(content) ?? [];
  const above = before.split(LINE_ENDS).length - 1;
  const said = /^"?sep=(.)"?[ ,;]*$/i.exec(first)?.[1];
  if (said !== undefined) return written(content, said, above + 1);
  const separator = mostOf(first);
  const header = isNumbers(first) ? commentedHeader(before, columnsOf(first)) : undefined;
  if (header !== undefined) {
    const at = content.indexOf(before) + before.lastIndexOf(header);
    const bare = header.replace(/#+/, (marks) => ' '.repeat(marks.length));
    return written(`${content.slice(0, at)}${bare}${content.slice(at + header.length)}`, separator, 0);
  }
  return written(content, separator, 0);
}

/** The last comment that has as many columns as the numbers below it, more than one. */
function commentedHeader(before: string, columns: number): string | undefined {
  const comments = before.split(LINE_ENDS).filter((line) => line.includes('#'));
  return comments.findLast((line) => columns > 1 && columnsOf(line.replace(/^\s*#+/, '')) === columns);
}

function written(content: string, separator: string, above: number): TableDialect {
  const called = SEPARATORS[separator] ?? JSON.stringify(separator);
  const text = content.replace(/^[ \t]+$/gm, '');
  if (separator === ' ') return { text: tabbed(text), separator: '\t', above, called };
  if (separator === '|') return { text: withoutFrame(text), separator, above, called };
  return { text, separator, above, called };
}

/** Runs of blanks outside of quotes as one tab, none at the ends of a line. */
function tabbed(text: string): string {
  return text
    .replace(/^[ \t]+|[ \t]+$/gm, '')
    .replace(/"(?:[^"]|"")*"|[ \t]+/g, (part) => (part.startsWith('"') ? part : '\t'));
}

function withoutFrame(text: string): string {
  return text.replace(/^(?=[-:|+ \t]*-)(?=[-:|+ \t]*[|+])[-:|+ \t]+$/gm, '').replace(/^[ \t]*\|(.*)\|[ \t]*$/gm, '$1');
}

/** The separator that stands in a line most often, outside of quotes; a space where none does. */
function mostOf(line: string): string {
  const outside = line.replace(/"[^"]*"/g, '');
  const count = (separator: string) => outside.split(separator).length - 1;
  const [most] = Object.keys(SEPARATORS)
    .filter((separator) => separator !== ' ')
    .sort((a, b) => count(b) - count(a)) as [string];
  return count(most) === 0 && /\S[ \t]+\S/.test(line) ? ' ' : most;
}

function columnsOf(line: string): number {
  const separator = mostOf(line);
  return separator === ' ' ? line.trim().split(/[ \t]+/).length : line.split(separator).length;
}

function isNumbers(line: string): boolean {
  return line.trim() !== '' && /^[\d\s.,;|eE+"-]+$/.test(line);
}
