import { chartSvg } from './chart-svg.ts';
import type { Chart } from './charts.ts';
import { html } from './escape.ts';
import { STYLE } from './html-style.ts';
import type { ObjectiveRow, ReportModel, Table } from './model.ts';
import { GLOSSARY, markOf } from './words.ts';

/** A self-contained page: no script, nothing loaded, every text escaped. */
export function htmlReport(model: ReportModel): string {
  const body = [
    decision(model),
    section('Objectives', objectives(model.objectives)),
    section('What the run estimates', list([...model.estimates, ...model.recommendations])),
    section('To bear in mind', list(model.caveats)),
    section('Stages', table(model.stages)),
    section('Over time', model.charts.map(figure).join('\n')),
    section('Endpoints', table(model.endpoints)),
    section('Checks', table(model.checks)),
    section('Errors', errors(model)),
    section('Slowest requests', table(model.slowest)),
    section('Events', list(model.events)),
    section('Where the numbers come from', pairs(model.provenance)),
    section('Words', pairs(GLOSSARY)),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="color-scheme" content="light dark">
<title>${html(`${markOf(model.verdict).word}: ${model.title}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body.filter(Boolean).join('\n')}
</main>
</body>
</html>
`;
}

function decision({ title, verdict, decision: { headline, detail }, facts, reasons }: ReportModel): string {
  const rest = reasons.slice(1).map(({ text, next }) => `${text}. What to do: ${next}.`);
  return `<section class="decision ${verdict}">
<p class="eyebrow">loadkit · ${html(title)} · ${badge(verdict)}</p>
<h1>${html(headline)}</h1>
${detail ? `<p>${html(detail)}</p>` : ''}
${list(rest)}
<dl class="facts">${facts.map(([label, value]) => `<div><dt>${html(label)}</dt><dd>${html(value)}</dd></div>`).join('')}</dl>
</section>`;
}

function section(title: string, content: string): string {
  return content ? `<section>\n<h2>${html(title)}</h2>\n${content}\n</section>` : '';
}

function badge(zone: ReportModel['verdict']): string {
  const { sign, word } = markOf(zone);
  return `<span class="badge ${zone}">${sign} ${word}</span>`;
}

function objectives(rows: readonly ObjectiveRow[]): string {
  if (rows.length === 0) return '';
  const groups: [string, readonly ObjectiveRow[]][] = [
    ['What the verdict rests on', rows.filter((row) => row.counts)],
    ['Beyond the verdict', rows.filter((row) => !row.counts)],
  ];
  const body = groups
    .filter(([, group]) => group.length > 0)
    .map(
      ([title, group]) =>
        `<tr class="group"><th colspan="6" scope="rowgroup">${title}</th></tr>${group.map(objectiveRow).join('')}`,
    );
  const head =
    '<tr><th>Objective</th><th>Zone</th><th class="n">Actual</th><th class="n">Target</th><th class="n">Critical</th><th>Over</th></tr>';
  return `<div class="scroll"><table><thead>${head}</thead><tbody>${body.join('')}</tbody></table></div>`;
}

function objectiveRow(row: ObjectiveRow): string {
  const about = `<small><code>${html(row.measure)}</code>${row.note ? ` · ${html(row.note)}` : ''}</small>`;
  const interval = row.interval ? `<small>${html(row.interval)}</small>` : '';
  const cells = [
    `<td class="name">${html(row.name)}${about}</td>`,
    `<td>${badge(row.zone)}</td>`,
    `<td class="n">${html(row.actual)}${interval}<small>n = ${html(row.samples)}</small></td>`,
    `<td class="n">${html(row.target)}</td>`,
    `<td class="n">${html(row.critical)}</td>`,
    `<td>${html(row.over)}</td>`,
  ];
  return `<tr${row.counts ? '' : ' class="beyond"'}>${cells.join('')}</tr>`;
}

function table({ head, rows }: Table): string {
  if (rows.length === 0) return '';
  const cell = (tag: 'td' | 'th', text: string, i: number) => {
    const className = i === 0 ? 'name' : /^zone|stage$/i.test(head[i] ?? '') ? '' : 'n';
    return `<${tag}${className ? ` class="${className}"` : ''}>${html(text)}</${tag}>`;
  };
  const line = (tag: 'td' | 'th', cells: readonly string[]) =>
    `<tr>${cells.map((text, i) => cell(tag, text, i)).join('')}</tr>`;
  return `<div class="scroll"><table><thead>${line('th', head)}</thead><tbody>${rows.map((row) => line('td', row)).join('')}</tbody></table></div>`;
}

function figure(chart: Chart, i: number): string {
  const legend = chart.lines.map(
    ({ name, colour, dashed }) =>
      `<span><svg viewBox="0 0 24 8" aria-hidden="true"><path class="line c${colour}${dashed ? ' dashed' : ''}" d="M1 4H23"/></svg>${html(name)}</span>`,
  );
  return `<figure><figcaption>${html(chart.title)}</figcaption><div class="legend">${legend.join('')}</div>${chartSvg(chart, `chart${i}`)}</figure>`;
}

function errors({ errors: all }: ReportModel): string {
  return all.map(({ title, examples }) => `<h3>${html(title)}</h3>${list(examples)}`).join('');
}

function list(items: readonly string[]): string {
  return items.length === 0 ? '' : `<ul>${items.map((item) => `<li>${html(item)}</li>`).join('')}</ul>`;
}

function pairs(items: readonly (readonly [string, string])[]): string {
  return `<dl class="facts">${items.map(([label, value]) => `<div><dt>${html(label)}</dt><dd>${html(value)}</dd></div>`).join('')}</dl>`;
}
