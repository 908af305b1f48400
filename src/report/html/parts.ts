import { html } from '../escape.ts';
import type { Table } from '../stories/run/tables.ts';
import { type Sign, symbol } from '../symbols.ts';
import { markOf } from '../words.ts';

/** A zone as symbol and word: colour never carries it alone. */
export function badge(sign: Sign, word: string = markOf(sign).word): string {
  return `<span class="chip z-${sign}">${symbol(sign)}${html(word)}</span>`;
}

export function list(items: readonly string[]): string {
  return items.length === 0 ? '' : `<ul>${items.map((item) => `<li>${html(item)}</li>`).join('')}</ul>`;
}

export function pairs(items: readonly (readonly [string, string])[]): string {
  return `<dl>${items.map(([label, value]) => `<dt>${html(label)}</dt><dd>${html(value)}</dd>`).join('')}</dl>`;
}

const ZONES: Readonly<Record<string, Sign>> = {
  met: 'met',
  degraded: 'degraded',
  critical: 'critical',
  'no-data': 'no-data',
  'not valid': 'inconclusive',
};

/** A table; on a phone each row becomes a card. `extra` is a last column of ready markup. */
export function table(
  { head, rows, texts = [] }: Table,
  extra?: { readonly head: string; readonly cells: readonly string[] },
): string {
  if (rows.length === 0) return '';
  const words = ['Zone', 'Stage', 'Load'];
  const side = (i: number) =>
    i === 0 ? 'name' : texts.includes(head[i] ?? '') ? 't' : words.includes(head[i] ?? '') ? '' : 'n';
  const columns = head.map((text, i) => `<th role="columnheader" scope="col" class="${side(i)}">${html(text)}</th>`);
  if (extra) columns.push(`<th role="columnheader" scope="col" class="w">${html(extra.head)}</th>`);
  const body = rows.map((row, at) => {
    const cells = row.map((text, i) => {
      const zone = head[i] === 'Zone' ? ZONES[text] : undefined;
      const content = zone ? badge(zone, text) : html(text);
      return `<td role="cell" class="${side(i)}"${i === 0 ? '' : ` data-l="${html(head[i] ?? '')}"`}>${content}</td>`;
    });
    if (extra) cells.push(`<td role="cell" class="w">${extra.cells[at] ?? ''}</td>`);
    return `<tr role="row">${cells.join('')}</tr>`;
  });
  return `<div class="scroll"><table class="stack" role="table"><thead role="rowgroup"><tr role="row">${columns.join('')}</tr></thead><tbody role="rowgroup">${body.join('')}</tbody></table></div>`;
}
