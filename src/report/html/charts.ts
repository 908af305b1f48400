import type { Chart } from '../charts/chart.ts';
import { html, joined, type Markup } from './markup.ts';

/** What only a page with its script can do. */
export function hint(text: string): Markup {
  return html`<p class="src hint" hidden>${text}</p>`;
}

/** Charts one below the other, whose axis stands below the lowest. */
export function stack(charts: readonly Chart[]): Markup {
  const last = charts.length - 1;
  return joined(charts.map((chart, i) => figure(chart, i === last)));
}

function figure(chart: Chart, axis: boolean): Markup {
  const lines = chart.lines.filter(({ edge }) => !edge);
  const keys =
    lines.length > 1
      ? lines.map(
          ({ name, ink, dotted }) =>
            html`<button type="button" class="key${dotted ? ' dotted' : ''}" style="--c:var(--${ink})" data-line="${name}" aria-pressed="true" hidden>${name}</button>`,
        )
      : [];
  return html`<figure class="chart" data-chart="${chart.id}"${axis ? html` data-role="axis"` : ''}>
<figcaption><b>${chart.title}</b><span>${chart.subtitle}</span>${keys}<output aria-live="polite"></output></figcaption>
<div class="box" style="height:${String(chart.height)}px"><canvas role="img" aria-label="${chart.description}"></canvas><p class="noscript">${chart.description}.</p></div>
<div class="src"><span>${chart.source}</span></div>
</figure>`;
}
