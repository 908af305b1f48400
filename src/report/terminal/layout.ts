import stringWidth from 'fast-string-width';
import { visible } from '../../visible.ts';
import { withoutMiddle } from '../escape.ts';

/** The columns of a terminal that each column of rows takes. */
export function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: count }, (_, i) => Math.max(...rows.map((row) => stringWidth(row[i] ?? ''))));
}

/**
 * Aligned columns. Where the terminal is too narrow, those beyond the first `needed` go first, then the widest is
 * shortened.
 */
export function columns(rows: readonly (readonly string[])[], width: number, needed = 2): string[] {
  const shown = rows.map((row) => row.map(visible));
  const widths = widthsOf(shown);
  const total = () => widths.reduce((sum, w) => sum + w + 2, 0);
  while (total() > width && widths.length > needed) widths.pop();
  while (total() > width && Math.max(...widths) > 12) widths[widths.indexOf(Math.max(...widths))]! -= 1;
  while (total() > width && widths.length > 2) widths.pop();
  return shown.map((row) => clipped(`  ${widths.map((w, i) => padded(row[i] ?? '', w)).join('  ')}`.trimEnd(), width));
}

function padded(text: string, width: number): string {
  const cut = clipped(text, width);
  return cut + ' '.repeat(Math.max(0, width - stringWidth(cut)));
}

/** More code points than any line holds, however many of them combine. */
const MOST_POINTS = 4000;

/** A text in at most `width` columns; of a longer one as much as fits. */
function clipped(line: string, width: number): string {
  if (stringWidth(line) <= width) return line;
  // By halves: a name may have 100 kB.
  let [fits, exceeds] = [1, Math.min([...line].length, MOST_POINTS) + 1];
  while (exceeds - fits > 1) {
    const middle = (fits + exceeds) >> 1;
    if (stringWidth(withoutMiddle(line, middle)) <= width) fits = middle;
    else exceeds = middle;
  }
  return withoutMiddle(line, fits);
}

/** Words wrapped into lines of at most `width` columns; a longer word is broken. */
export function wrapped(content: string, width: number, indent: number, hang: number): string[] {
  const lines: string[] = [];
  let line = ' '.repeat(indent);
  /** The columns that it takes. */
  let taken = indent;
  let empty = true;
  const flush = () => {
    lines.push(line);
    taken = Math.min(hang, Math.max(0, width - 8));
    line = ' '.repeat(taken);
    empty = true;
  };
  for (const word of visible(content).split(/\s+/).filter(Boolean)) {
    const points = [...word];
    for (let at = 0; at < points.length; ) {
      const room = width - taken - (empty ? 0 : 1);
      // Of a word of 100 kB, to measure what is left for each line would take minutes.
      const rest = points.length - at > MOST_POINTS ? null : points.slice(at).join('');
      const columns = rest === null ? null : stringWidth(rest);
      if (columns !== null && columns <= room) {
        line += empty ? rest : ` ${rest}`;
        taken += columns + (empty ? 0 : 1);
        empty = false;
        break;
      }
      if (!empty) {
        flush();
        continue;
      }
      const take = Math.max(1, Math.floor(room / 2));
      line += points.slice(at, at + take).join('');
      at += take;
      flush();
    }
  }
  if (!empty) lines.push(line);
  return lines;
}
