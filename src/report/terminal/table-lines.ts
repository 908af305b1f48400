import stringWidth from 'fast-string-width';
import { visible } from '../../visible.ts';
import { widthsOf } from './layout.ts';

/**
 * Rows as aligned columns, two spaces apart, the first column indented by two; the last one is not padded. A row is one
 * line.
 */
export function tableLines(cells: readonly (readonly string[])[]): string[] {
  const rows = cells.map((row) => row.map(visible));
  const widths = widthsOf(rows);
  return rows.map((row) =>
    `  ${row.map((cell, i) => (i === row.length - 1 ? cell : cell + ' '.repeat(widths[i]! - stringWidth(cell)))).join('  ')}`.trimEnd(),
  );
}
