import type { Chart } from '../charts/chart.ts';
import { html } from '../escape.ts';
import type { ReportModel } from '../report-model.ts';
import type { Spread } from '../stories/run/tables.ts';
import { symbol } from '../symbols.ts';
import { badge, list, table } from './parts.ts';

export function timeCharts({ charts }: ReportModel): string {
  const shown = charts.filter(({ stack: of }) => of === 'behaviour' || of === 'users');
  return `${stack(shown)}${hint('Drag over a chart to zoom; double-click to see the whole run again.')}`;
}

/** What only a page with its script can do. */
export function hint(text: string): string {
  return `<p class="src hint" hidden>${html(text)}</p>`;
}

/** Charts on one axis, whose labels stand below the lowest. */
export function stack(charts: readonly Chart[]): string {
  const last = charts.length - 1;
  return charts.map((chart, i) => figure(chart, i === last ? 'axis' : '')).join('\n');
}

function figure(chart: Chart, role: string): string {
  const lines = chart.lines.filter(({ edge }) => !edge);
  const keys =
    lines.length > 1
      ? lines.map(
          ({ name, ink, dotted }) =>
            `<button type="button" class="key${dotted ? ' dotted' : ''}" style="--c:var(--${ink})" data-line="${html(name)}" aria-pressed="true" hidden>${html(name)}</button>`,
        )
      : [];
  return `<figure class="chart" data-chart="${chart.id}"${role ? ` data-role="${role}"` : ''}>
<figcaption><b>${html(chart.title)}</b><span>${html(chart.subtitle)}</span>${keys.join('')}<output aria-live="polite"></output></figcaption>
<div class="box" style="height:${chart.height}px"><canvas role="img" aria-label="${html(chart.description)}"></canvas><p class="noscript">${html(chart.description)}.</p></div>
<div class="src"><span>${html(chart.source)}</span></div>
</figure>`;
}

export function endpoints(model: ReportModel): string {
  const distribution = model.charts
    .filter((chart) => chart.stack === 'distribution')
    .map((chart) => figure(chart, 'axis'));
  if (model.endpoints.rows.length === 0) return distribution.join('');
  const drawn = model.spreads.some(Boolean) && model.spreads.length > 1;
  const { head, rows } = model.endpoints;
  const marks = drawn ? model.spreads.map((spread) => (spread ? marksOf(spread) : '')) : undefined;
  const note = drawn
    ? '<p class="note">Bar from p50 to p95, hairline to p99, one logarithmic scale for all rows; latency of successful requests.</p>'
    : '<p class="note">Latency of successful requests over the whole run.</p>';
  return `${note}${table({ head, rows }, marks && { head: 'Spread', cells: marks })}${distribution.join('')}`;
}

function marksOf({ p50, p95, p99 }: Spread): string {
  const at = (share: number) => `${(2 + share * 96).toFixed(1)}%`;
  const width = (from: number, to: number) => `${((to - from) * 96).toFixed(1)}%`;
  const tail = p99 === null ? '' : `<i class="tail" style="left:${at(p95)};width:${width(p95, p99)}"></i>`;
  return `<span class="range"><i style="left:${at(p50)};width:${width(p50, p95)}"></i>${tail}<b style="left:${at(p95)}"></b></span>`;
}

export function errors({ errors: all }: ReportModel): string {
  return all.map(({ title, examples }) => `<h3>${html(title)}</h3>${list(examples)}`).join('');
}

export function trust(model: ReportModel): string {
  const rows = model.validity.map(
    ({ name, found, asked, passed }) =>
      `<tr role="row"><td role="cell" class="name"><b>${html(name)}</b></td><td role="cell" data-l="found">${html(found)}</td><td role="cell" data-l="asked">${html(asked)}</td><td role="cell">${passed ? badge('met', 'passed') : badge('critical', 'failed')}</td></tr>`,
  );
  const checks = `<div class="scroll"><table class="stack" role="table"><thead role="rowgroup"><tr role="row"><th role="columnheader">Check</th><th role="columnheader">Found</th><th role="columnheader">Asked</th><th role="columnheader">Result</th></tr></thead><tbody role="rowgroup">${rows.join('')}</tbody></table></div>`;
  const reasons = model.reasons.map(({ text, next }) => `${text}. What to do: ${next}.`);
  const caveats = model.caveats.length > 0 ? `<h3>To bear in mind</h3>${list(model.caveats)}` : '';
  const generator = model.charts.filter((chart) => chart.stack === 'generator');
  const health =
    generator.length > 0
      ? `<details class="fold"><summary>The generator over time</summary>${stack(generator)}</details>`
      : '';
  return `${reasons.length > 0 ? `<div class="banner">${symbol('inconclusive', 20)}${list(reasons)}</div>` : ''}${checks}${caveats}${health}`;
}
