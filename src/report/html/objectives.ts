import { type Matrix, type ObjectiveRow, statusOfRow } from '../blocks.ts';
import { CRITICAL_AT, TARGET_AT } from '../bullets.ts';
import type { Sign } from '../symbols.ts';
import { type Content, html, type Markup } from './markup.ts';
import { badge, signOf } from './parts.ts';

/** Objectives as rows with aligned bars. */
export function objectivesTable(rows: readonly ObjectiveRow[], judged: boolean): Content {
  if (rows.length === 0) return '';
  const head = [
    html`<th scope="col">Objective</th>`,
    html`<th scope="col" class="n">Measured <small>95 % interval</small></th>`,
    html`<th scope="col" class="w">scaled to its own limits</th>`,
    html`<th scope="col" class="n">Target</th>`,
    html`<th scope="col" class="n">Critical</th>`,
    html`<th scope="col">Zone</th>`,
  ];
  return html`<div class="scroll"><table class="obj"><thead><tr>${head}</tr></thead><tbody>${rows.map((row) => objectiveRow(row, judged))}</tbody></table></div>
`;
}

function objectiveRow(row: ObjectiveRow, judged: boolean): Markup {
  const { sign, word } = statusOfRow(row, judged);
  const about = [`n = ${row.samples}`, row.over, row.note].filter(Boolean).join('; ');
  return html`<tr${row.counts ? '' : html` class="beyond"`}>
<td class="nm"><b title="${row.id}">${row.name}</b><span class="sub"><code>${row.measure}</code></span><span class="sub">${about}</span></td>
<td class="v n"><span class="nb">${row.actual}</span>${row.interval ? html`<span class="sub nb">${row.interval}</span>` : ''}</td>
<td class="b w">${bulletBar(row, sign)}</td>
<td class="n lim" data-l="target">${row.target ?? '–'}</td>
<td class="n lim" data-l="critical">${row.critical ?? '–'}</td>
<td class="zn">${badge(sign, word)}</td></tr>`;
}

function bulletBar({ bullet }: ObjectiveRow, sign: Sign): Markup {
  if (!bullet) return html`<div class="bullet none"></div>`;
  const at = (share: number) => `${(share * 100).toFixed(1)}%`;
  const critical = bullet.critical ? CRITICAL_AT : 1;
  const target = bullet.target ? TARGET_AT : critical;
  const zones = [
    html`<i class="zm" style="width:${at(target)}"></i>`,
    bullet.target ? html`<i class="zd" style="left:${at(target)};width:${at(critical - target)}"></i>` : '',
    bullet.critical ? html`<i class="zc" style="left:${at(critical)};width:${at(1 - critical)}"></i>` : '',
  ];
  const interval = html`<i class="iv z-${sign}" style="left:${at(bullet.lower)};width:${at(bullet.upper - bullet.lower)}"></i>`;
  return html`<div class="bullet">${zones}${interval}<span class="dot" style="left:${at(bullet.point)}">${signOf(sign, 15)}</span></div>`;
}

/** How each objective fared at each load. */
export function matrix({ stages, rows }: Matrix): Markup {
  const head = stages.map(
    ({ name, counts }) => html`<th scope="col"${counts ? html` class="counts"` : ''}>${name}</th>`,
  );
  const body = rows.map(({ name, limit, cells }) => {
    const line = cells.map(
      ({ text, sign }, i) =>
        html`<td data-l="${stages[i]!.name}">${sign ? html`<span class="z-${sign} cell">${signOf(sign, 13)}<span>${text}</span></span>` : text}</td>`,
    );
    return html`<tr><td class="nm"><b>${name}</b><span class="sub">${limit}</span></td>${line}</tr>`;
  });
  return html`<h3>By stage</h3><p class="note">The verdict rests on the stages in bold; the others look for the limit.</p>
<div class="scroll"><table class="mat stack"><thead><tr><th scope="col">Objective</th>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}
