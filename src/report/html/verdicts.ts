import type { CarriedBar, VerdictRow, Verdicts } from '../blocks.ts';
import { type Content, html, type Markup } from './markup.ts';
import { badge } from './parts.ts';

/** One question answered of several things, a row each. */
export function verdicts({ labels: { name, question, bar }, rows }: Verdicts): Content {
  if (rows.length === 0) return '';
  const head = [
    html`<th scope="col" class="name">${name}</th>`,
    html`<th scope="col" class="">${question}</th>`,
    bar === undefined ? '' : html`<th scope="col" class="w">${bar}</th>`,
  ];
  return html`<div class="scroll"><table class="stack"><thead><tr>${head}</tr></thead><tbody>${rows.map((row) => rowOf(row, bar !== undefined))}</tbody></table></div>`;
}

function rowOf({ name, sign, word, says, bar }: VerdictRow, drawn: boolean): Markup {
  const answer = html`<td class="">${badge(sign, word)}<span class="sub">${says}</span></td>`;
  const beside = drawn ? html`<td class="w">${bar ? carriedBar(bar) : ''}</td>` : '';
  return html`<tr><td class="name">${name}</td>${answer}${beside}</tr>`;
}

/** What is carried as a bar, the peak as a line, the peak with headroom as a dotted one. */
function carriedBar({ carried, peak, planned, projected, spoken }: CarriedBar): Markup {
  const at = (share: number) => `${(share * 100).toFixed(1)}%`;
  const bar = carried === null ? '' : html`<i class="${projected ? 'proj' : 'held'}" style="width:${at(carried)}"></i>`;
  return html`<span class="cap" role="img" aria-label="${spoken}">${bar}<s style="left:${at(peak)}"></s><u style="left:${at(planned)}"></u></span>`;
}
