import { CRITICAL_AT, TARGET_AT } from '../bullets.ts';
import { html } from '../escape.ts';
import type { ObjectiveRow, ReportModel } from '../report-model.ts';
import type { Matrix } from '../stories/stages/matrix.ts';
import { type Sign, symbol } from '../symbols.ts';
import { markOf } from '../words.ts';
import { badge } from './parts.ts';

/** Objectives as rows with aligned bullets, then how each fared at each load. */
export function objectives(model: ReportModel): string {
  const pooled = model.objectives.filter((row) => row.pooled);
  const rows = pooled.length > 0 ? pooled : model.objectives;
  if (rows.length === 0) return '';
  const judged = model.verdict !== 'inconclusive';
  const head = [
    '<th role="columnheader" scope="col">Objective</th>',
    '<th role="columnheader" scope="col" class="n">Measured <small>95 % interval</small></th>',
    '<th role="columnheader" scope="col" class="w">scaled to its own limits</th>',
    '<th role="columnheader" scope="col" class="n">Target</th>',
    '<th role="columnheader" scope="col" class="n">Critical</th>',
    '<th role="columnheader" scope="col">Zone</th>',
  ].join('');
  return `<div class="scroll"><table class="obj" role="table"><thead role="rowgroup"><tr role="row">${head}</tr></thead><tbody role="rowgroup">${rows.map((row) => objectiveRow(row, judged)).join('')}</tbody></table></div>
${model.matrix ? matrix(model.matrix) : ''}`;
}

function objectiveRow(row: ObjectiveRow, judged: boolean): string {
  const sign: Sign = judged ? row.zone : row.zone === 'no-data' ? 'no-data' : 'inconclusive';
  const word = judged || sign === 'no-data' ? markOf(sign).word : 'not judged';
  const about = [`n = ${row.samples}`, row.over === 'all judged' ? '' : row.over, row.note].filter(Boolean).join('; ');
  return `<tr role="row"${row.counts ? '' : ' class="beyond"'}>
<td role="cell" class="nm"><b>${html(row.name)}</b><span class="sub"><code>${html(row.measure)}</code></span><span class="sub">${html(about)}</span></td>
<td role="cell" class="v n"><span class="nb">${html(row.actual)}</span>${row.interval ? `<span class="sub nb">${html(row.interval)}</span>` : ''}</td>
<td role="cell" class="b w">${bulletBar(row, sign)}</td>
<td role="cell" class="n lim" data-l="target">${html(row.target)}</td>
<td role="cell" class="n lim" data-l="critical">${html(row.critical)}</td>
<td role="cell" class="zn">${badge(sign, word)}</td></tr>`;
}

function bulletBar({ bullet }: ObjectiveRow, sign: Sign): string {
  if (!bullet) return '<div class="bullet none"></div>';
  const at = (share: number) => `${(share * 100).toFixed(1)}%`;
  const critical = bullet.critical ? CRITICAL_AT : 1;
  const target = bullet.target ? TARGET_AT : critical;
  const zones = [
    `<i class="zm" style="width:${at(target)}"></i>`,
    bullet.target ? `<i class="zd" style="left:${at(target)};width:${at(critical - target)}"></i>` : '',
    bullet.critical ? `<i class="zc" style="left:${at(critical)};width:${at(1 - critical)}"></i>` : '',
  ].join('');
  const interval = `<i class="iv z-${sign}" style="left:${at(bullet.lower)};width:${at(bullet.upper - bullet.lower)}"></i>`;
  return `<div class="bullet">${zones}${interval}<span class="dot" style="left:${at(bullet.point)}">${symbol(sign, 15)}</span></div>`;
}

function matrix({ stages, rows }: Matrix): string {
  const head = stages.map(
    ({ name, counts }) => `<th role="columnheader" scope="col"${counts ? ' class="counts"' : ''}>${html(name)}</th>`,
  );
  const body = rows.map(({ name, limit, cells }) => {
    const line = cells.map(
      ({ text, sign }, i) =>
        `<td role="cell" data-l="${html(stages[i]!.name)}">${sign ? `<span class="z-${sign} cell">${symbol(sign, 13)}<span>${html(text)}</span></span>` : html(text)}</td>`,
    );
    return `<tr role="row"><td role="cell" class="nm"><b>${html(name)}</b><span class="sub">${html(limit)}</span></td>${line.join('')}</tr>`;
  });
  return `<h3>By stage</h3><p class="note">The verdict rests on the stages in bold; the others look for the limit.</p>
<div class="scroll"><table class="mat stack" role="table"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Objective</th>${head.join('')}</tr></thead><tbody role="rowgroup">${body.join('')}</tbody></table></div>`;
}
