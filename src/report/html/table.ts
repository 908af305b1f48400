import type { Column, ColumnKind, Spread, Table, TableCell } from '../blocks.ts';
import { type Content, html, type Markup } from './markup.ts';
import { badge } from './parts.ts';

const CLASSES: Readonly<Record<ColumnKind, string>> = {
  name: 'name',
  number: 'n',
  word: '',
  text: 't',
  remark: 't',
  spread: 'w',
};

/** A table; on a phone each row becomes a card. Empty without rows. */
export function table({ columns, rows }: Table): Content {
  if (rows.length === 0) return '';
  const head = columns.map(({ label, holds }) => html`<th scope="col" class="${CLASSES[holds]}">${label}</th>`);
  const body = rows.map((row) => html`<tr>${columns.map((column, i) => cellOf(column, row[i] ?? ''))}</tr>`);
  return html`<div class="scroll"><table class="stack"><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function cellOf({ label, holds }: Column, cell: TableCell): Markup {
  const named = holds === 'name' || holds === 'spread';
  return html`<td class="${CLASSES[holds]}"${named ? '' : html` data-l="${label}"`}>${contentOf(cell)}</td>`;
}

function contentOf(cell: TableCell): Content {
  if (typeof cell === 'string') return cell;
  if ('text' in cell) return badge(cell.sign, cell.text);
  if (!('value' in cell)) return spreadOf(cell);
  return cell.interval === '' ? cell.value : html`${cell.value}<span class="sub nb">${cell.interval}</span>`;
}

/** Bar from p50 to p95, hairline to p99. */
function spreadOf({ p50, p95, p99 }: Spread): Markup {
  const at = (share: number) => `${(2 + share * 96).toFixed(1)}%`;
  const width = (from: number, to: number) => `${((to - from) * 96).toFixed(1)}%`;
  const tail = p99 === null ? '' : html`<i class="tail" style="left:${at(p95)};width:${width(p95, p99)}"></i>`;
  return html`<span class="range"><i style="left:${at(p50)};width:${width(p50, p95)}"></i>${tail}<b style="left:${at(p95)}"></b></span>`;
}
