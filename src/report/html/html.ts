import type { Chart } from '../charts/chart.ts';
import { DARK, LIGHT } from '../charts/palette.ts';
import { html } from '../escape.ts';
import type { PageParts } from '../press.ts';
import type { ReportModel, Section, SectionId } from '../report-model.ts';
import { GLOSSARY, markOf } from '../words.ts';
import { course, crossing, scaling } from './capacity.ts';
import { decision } from './decision.ts';
import { objectives } from './objectives.ts';
import { htmlPage, section } from './page.ts';
import { list, pairs, table } from './parts.ts';
import { endpoints, errors, timeCharts, trust } from './sections.ts';

/** A self-contained page: nothing is loaded, every text escaped; without its script only the charts are missing. */
export function htmlReport(model: ReportModel, parts: PageParts): string {
  const body = `${masthead(model)}
<main>
${decision(model)}
${model.sections.map((one) => sectionOf(model, one)).join('\n')}
</main>`;
  const data = { charts: model.charts.map(forThePage), light: LIGHT, dark: DARK };
  return htmlPage({ title: `${markOf(model.verdict).word}: ${model.title}`, body, data }, parts);
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

function masthead({ title, tested, facts, provenance }: ReportModel): string {
  const fact = (name: string) => [...facts, ...provenance].find(([label]) => label === name)?.[1] ?? '';
  return `<header class="mast"><span class="brand">loadkit</span><span class="what">${html(title)}</span><span>${html(tested)}</span><span>${html(fact('Date'))}</span><span class="id">${html(fact('Run'))}</span></header>`;
}

/** The content of a section; empty where there is nothing but its finding. */
const CONTENT: Readonly<Record<SectionId, (model: ReportModel) => string>> = {
  objectives,
  crossing,
  observations: ({ observations }) => list(observations.slice(1)),
  next: ({ recommendations }) => steps(recommendations),
  scaling,
  course,
  time: timeCharts,
  stages: ({ stages }) => table(stages),
  endpoints,
  errors,
  checks: ({ checks }) => table(checks),
  slowest: ({ slowest }) => table(slowest),
  events: ({ events }) => list(events),
  trust,
  provenance: ({ facts, provenance }) =>
    `<details class="fold"><summary>Provenance</summary>${pairs([...facts, ...provenance])}</details><details class="fold"><summary>Words</summary>${pairs(GLOSSARY)}</details>`,
};

function sectionOf(model: ReportModel, { id, question, finding }: Section): string {
  const content = CONTENT[id](model);
  // What was run is no finding: its folds say what they are.
  if (id === 'provenance')
    return `<section><p class="q">${html(question)}</p><div class="c">${content}</div></section>`;
  return section(question, finding, content || ' ');
}

function steps(advice: readonly string[]): string {
  return `<ol class="recs">${advice.map((text) => `<li><span>${html(text)}</span></li>`).join('')}</ol>`;
}
