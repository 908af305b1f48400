import { html } from '../escape.ts';
import type { ReportModel } from '../report-model.ts';
import { list, table } from './parts.ts';
import { hint, stack } from './sections.ts';

/** Where each objective gives way, load against latency and bad requests, and what all that amounts to. */
export function crossing({ capacity, charts }: ReportModel): string {
  if (!capacity) return '';
  const drawn = charts.filter((chart) => chart.stack === 'crossing');
  return `${table(capacity.crossings)}${drawn.length > 0 ? `${stack(drawn)}${hint('Drag over a chart to zoom into a part of the load; double-click to see all of it again.')}` : ''}
${fold('The loads as a table', table(capacity.points))}
${capacity.estimates.rows.length > 0 ? `<h3>Estimates</h3>${table(capacity.estimates)}` : ''}`;
}

/** Throughput against concurrency with the law that was fitted, and its doubts. */
export function scaling({ capacity, charts }: ReportModel): string {
  if (!capacity) return '';
  return `${stack(charts.filter((chart) => chart.stack === 'scaling'))}${table(capacity.scaling)}${list(capacity.doubts)}`;
}

/** How the search went, and every probe of it. */
export function course({ capacity, charts }: ReportModel): string {
  if (!capacity) return '';
  return `${stack(charts.filter((chart) => chart.stack === 'course'))}${fold(`All ${capacity.probes.rows.length} of them`, table(capacity.probes))}`;
}

function fold(title: string, content: string): string {
  return content ? `<details class="fold"><summary>${html(title)}</summary>${content}</details>` : '';
}
