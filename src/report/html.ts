import type { Chart } from './charts.ts';
import { html } from './escape.ts';
import { decision } from './html-decision.ts';
import { objectives } from './html-objectives.ts';
import { htmlPage, section } from './html-page.ts';
import { list, pairs, table } from './html-parts.ts';
import { endpoints, errors, timeCharts, trust } from './html-sections.ts';
import type { ReportModel } from './model.ts';
import { DARK, LIGHT } from './palette.ts';
import type { PageParts } from './press.ts';
import { GLOSSARY, markOf } from './words.ts';

/** A self-contained page: nothing is loaded, every text escaped; without its script only the charts are missing. */
export function htmlReport(model: ReportModel, parts: PageParts): string {
  const body = `${masthead(model)}
<main>
${decision(model)}
${sections(model).filter(Boolean).join('\n')}
</main>`;
  const data = { charts: model.charts.map(forThePage), light: LIGHT, dark: DARK };
  return htmlPage({ title: `${markOf(model.verdict).word}: ${model.title}`, body, data }, parts);
}

/** Four digits are more than a pixel can show, and keep a day's run small. */
function forThePage(chart: Chart): Chart {
  const rounded = (value: number | null) => (value === null ? null : Number(value.toPrecision(4)));
  return { ...chart, lines: chart.lines.map((line) => ({ ...line, values: line.values.map(rounded) })) };
}

function masthead({ title, facts, provenance }: ReportModel): string {
  const fact = (name: string) => [...facts, ...provenance].find(([label]) => label === name)?.[1] ?? '';
  return `<header class="mast"><span class="brand">loadkit</span><span class="what">${html(title)}</span><span>${html(fact('Target'))}</span><span>${html(fact('Date'))}</span><span class="id">${html(fact('Run'))}</span></header>`;
}

/** One question each; where there is no verdict, trust comes first and the objectives, unjudged, last. */
function sections(model: ReportModel): string[] {
  const { findings } = model;
  const asked = section('Does it meet its objectives?', findings.objectives, objectives(model));
  const trusted = section('How far can this be trusted?', findings.trust, trust(model));
  const advice = section('What next?', findings.next, steps(model.recommendations));
  const evidence = [
    section('When, and how did it behave?', findings.time, timeCharts(model)),
    section('What did each stage show?', findings.stages, table(model.stages)),
    section('Where is the time spent?', findings.endpoints, endpoints(model)),
    section('What failed, and how?', findings.errors, errors(model) || ' '),
    section('Did the answers hold up?', findings.checks, model.checks.rows.length > 0 ? table(model.checks) : ''),
    section('Which requests were slowest?', 'The slowest requests of the run.', table(model.slowest)),
    section('What happened meanwhile?', 'Events during the run.', list(model.events)),
  ];
  const end = [
    `<section><p class="q">What exactly was run?</p><div class="c"><details class="fold"><summary>Provenance</summary>${pairs([...model.facts, ...model.provenance])}</details><details class="fold"><summary>Words</summary>${pairs(GLOSSARY)}</details></div></section>`,
  ];
  return model.verdict === 'inconclusive'
    ? [trusted, advice, ...evidence, asked, ...end]
    : [asked, advice, ...evidence, trusted, ...end];
}

function steps(advice: readonly string[]): string {
  if (advice.length === 0) return '';
  return `<ol class="recs">${advice.map((text) => `<li><span>${html(text)}</span></li>`).join('')}</ol>`;
}
