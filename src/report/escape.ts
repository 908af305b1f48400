/** Text of others (names of endpoints and checks, messages of errors) as each format can bear it. */
import { visible } from '../visible.ts';

/** Seen by nobody, and no part of any word: it keeps apart what would act together. */
const WORD_JOINER = '\u2060';

const HTML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const MEASURE = /(\d) (?=(?:%|×|µs|ms|s|min|h|B|kB|MB|GB|TB|KiB|MiB|GiB|TiB|requests\/s|users?)(?![\p{L}\p{N}/]))/gu;

/** Numbers tied to their units by no-break spaces: no line may part them. */
export function tied(text: string): string {
  return text.replace(MEASURE, '$1\u00a0');
}

/** Text inside an element or a quoted attribute of a page. */
export function escapedHtml(text: string): string {
  return markup(text).replace(MEASURE, '$1\u00a0');
}

function markup(text: string): string {
  return visible(text).replace(/[&<>"']/g, (char) => HTML[char]!);
}

/**
 * Text inside an element or a quoted attribute of XML 1.0, which knows no way to write a control character. GitLab and
 * Jenkins take `[[ATTACHMENT|path]]` in a test's output for a file to fetch: no name may say so.
 */
export function xml(text: string): string {
  return markup(text).replace(/\[\[(?=ATTACHMENT)/gi, `[${WORD_JOINER}[`);
}

/**
 * Text inside a Markdown heading, list item or table cell of GitHub or GitLab: no markup, HTML, formula, mention, link,
 * image, or reference to an issue. The last ones are looked for in the rendered text, where a backslash is gone: they
 * are broken.
 */
export function markdown(text: string): string {
  return visible(text)
    .replace(/[\\`*[\]|~$]|(?<![a-z0-9])_|_(?![a-z0-9])/gi, '\\$&')
    .replace(/^(\s*)(?=[#>+]|-(?!\d))/, '$1\\')
    .replace(/^(\s*\d+)(?=[.)](?:\s|$))/, '$1\\')
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replace(/<(?=[a-z/!?])/gi, '&lt;')
    .replace(/@|\bGH-(?=\d)|[#!](?=\d)|\b(?:https?|ftp|www)(?=[:.])/gi, `$&${WORD_JOINER}`);
}

/**
 * Text as a code span of Markdown, in which nothing acts. Not inside a table, where a pipe would still end the cell.
 */
export function code(text: string): string {
  const shown = visible(text).trim() === '' ? '–' : visible(text);
  const fence = '`'.repeat(1 + Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length)));
  const pad = /^`|`$|^ .* $/.test(shown) ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** At most `length` characters, the middle left out: both ends of a long name tell it apart. */
export function withoutMiddle(text: string, length: number): string {
  const points = [...text];
  if (points.length <= length) return text;
  const head = Math.ceil((length - 1) * 0.6);
  return `${points.slice(0, head).join('')}…${points.slice(points.length - (length - 1 - head)).join('')}`;
}
