import { chartsIn } from '../blocks.ts';
import type { Chart } from '../charts/chart.ts';
import { DARK, LIGHT } from '../charts/palette.ts';
import type { PageParts } from '../printing.ts';
import type { Report, Section } from '../report.ts';
import { blocksOf } from './blocks.ts';
import { decision } from './decision.ts';
import { html, joined, type Markup } from './markup.ts';
import { htmlPage } from './page.ts';

/** A self-contained page: nothing is loaded, every text escaped; without its script only the charts are missing. */
export function htmlReport(report: Report, parts: PageParts): string {
  const body = html`${masthead(report)}
<main>
${decision(report)}
${joined(report.sections.map(sectionOf))}
</main>`;
  const charts = report.sections.flatMap(({ blocks }) => chartsIn(blocks)).map(forThePage);
  const data = charts.length > 0 ? { charts, light: LIGHT, dark: DARK } : null;
  return htmlPage({ title: report.name, body, data }, parts);
}

/** Four digits are more than a pixel can show, and keep a day's run small. */
function forThePage(chart: Chart): Chart {
  const rounded = (value: number) => Number(value.toPrecision(4));
  return {
    ...chart,
    lines: chart.lines.map((line) => ({
      ...line,
      values: line.values.map((value) => (value === null ? null : rounded(value))),
      ...(line.at ? { at: line.at.map(rounded) } : {}),
    })),
  };
}

function masthead({ title, about, id }: Report): Markup {
  const beside = about.map((text) => html`<span>${text}</span>`);
  return html`<header class="mast"><span class="brand">loadkit</span><span class="what">${title}</span>${beside}<span class="id">${id}</span></header>`;
}

/** A question, what was found, and the evidence. */
function sectionOf({ question, finding, blocks }: Section): Markup {
  const content = blocksOf(blocks);
  if (finding === '')
    return html`<section>\n<h2 class="q">${question}</h2>\n<div class="c">${content}</div>\n</section>`;
  return html`<section>\n<p class="q">${question}</p>\n<div class="c"><h2>${finding}</h2>\n${content}</div>\n</section>`;
}
