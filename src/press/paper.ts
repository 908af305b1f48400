import type { Chart, Stack } from '../report/charts/chart.ts';
import { LIGHT } from '../report/charts/palette.ts';
import type { Ruler, RulerZone } from '../report/head.ts';
import type { ReportModel } from '../report/report-model.ts';
import { type Sign, symbol } from '../report/symbols.ts';
import { GLOSSARY, markOf } from '../report/words.ts';
import { formatNumber } from '../units/format.ts';
import { paperText, printable, withStrings } from './paper-text.ts';

/** Draws a chart as SVG; `height` in CSS pixels. */
export type Drawing = (chart: Chart, look: { timeLabels: boolean; bandNames: boolean }, height: number) => string;

/** The stacks of charts, each on one axis. */
const STACKS: readonly Stack[] = ['behaviour', 'users', 'generator', 'distribution', 'crossing', 'scaling', 'course'];

/** Charts are lower than on a page, so that the two groups of a run share a sheet. */
const HEIGHT = 0.75;

/** Room for the labels of the time axis, and for the names of the stages. */
const AXIS = 20;
const NAMES = 16;

/** Claims are set large: a long word in them is shortened sooner. */
export const LONGEST_IN_CLAIM = 48;

/**
 * What the Typst templates are told: the model, words and pictures. What is printed may break and holds numbers together;
 * what is read out is plain.
 */
export function paperOf(model: ReportModel, characters: ReadonlySet<number>, draw: Drawing): object {
  const plain = (text: string) => printable(text, characters);
  const line = (text: string) => paperText(text, characters);
  const claim = (text: string) => paperText(text, characters, LONGEST_IN_CLAIM);
  const { title, decision, answers, sections, ruler, charts, ...evidence } = model;
  const fact = (name: string) => [...model.facts, ...model.provenance].find(([label]) => label === name)?.[1] ?? '';
  const words = Object.fromEntries(SIGNS.map((sign) => [sign, markOf(sign).word]));
  const about = {
    service: model.tested,
    run: [fact('Date'), fact('Duration'), fact('Run')].join(', '),
    requests: fact('Requests'),
  };
  const made = `loadkit ${fact('loadkit')}, ${fact('Engine').split(',')[0]}, run ${fact('Run')}`;
  return {
    name: plain(`${markOf(model.verdict).word}: ${title}`),
    summary: plain(decision.headline),
    date: dateOf(model.startedAt),
    palette: LIGHT,
    symbols: Object.fromEntries(SIGNS.map((sign) => [sign, symbolSvg(sign)])),
    ...withStrings({ title, decision, answers, sections, about, made }, claim),
    ...withStrings({ ...evidence, words, glossary: GLOSSARY }, line),
    ruler: ruler && { ...withStrings(ruler, claim), spoken: plain(spoken(ruler)) },
    charts: Object.fromEntries(
      STACKS.map((name) => [
        name,
        stackOf(withStrings(charts, plain), name).map(({ chart, look, height }) => ({
          ...withStrings({ title: chart.title, subtitle: chart.subtitle, source: chart.source }, line),
          spoken: `${chart.title}. ${chart.description}.`,
          svg: draw(chart, look, height),
        })),
      ]),
    ),
  };
}

/** A moment (ISO 8601, UTC) as its parts; null where there is no such date. */
export function dateOf(text: string): Record<string, number> | null {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)/.exec(text);
  const names = ['year', 'month', 'day', 'hour', 'minute', 'second'];
  return parts && Object.fromEntries(names.map((name, i) => [name, Number(parts[i + 1])]));
}

/** The charts of a stack, how each is drawn: the first names the stages, the last carries the labels of the axis. */
function stackOf(charts: readonly Chart[], name: Stack) {
  const shown = charts.filter(({ stack }) => stack === name);
  return shown.map((chart, i) => {
    const named = chart.bands.length > 0 || chart.x.kind === 'quantity';
    const look = { bandNames: i === 0 && named, timeLabels: i === shown.length - 1 };
    const height = chart.height * HEIGHT + (look.timeLabels ? AXIS : 0) + (look.bandNames ? NAMES : 0);
    return { chart, look, height };
  });
}

export const SIGNS: readonly Sign[] = ['met', 'degraded', 'critical', 'no-data', 'inconclusive'];

/** A symbol with its colours in it: there is no page around it to style it. */
export function symbolSvg(sign: Sign): string {
  const colour = sign === 'met' || sign === 'degraded' || sign === 'critical' ? LIGHT[sign] : LIGHT.none;
  const round = 'fill:none;stroke-linecap:round;stroke-linejoin:round';
  const style = [
    `.f{fill:${colour}}`,
    `.k{${round};stroke:${LIGHT.onZone};stroke-width:1.9}`,
    `.h{fill:none;stroke:${colour};stroke-width:1.8;stroke-dasharray:2.6 2.3}`,
    `.o{fill:${LIGHT.ground};stroke:${colour};stroke-width:1.7}`,
    `.m{${round};stroke:${colour};stroke-width:1.8}`,
  ];
  return symbol(sign)
    .replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ')
    .replace('>', `><style>${style.join('')}</style>`);
}

const SPOKEN: Record<RulerZone, string> = {
  met: 'objectives met up to',
  degraded: 'degraded up to',
  critical: 'broken up to',
  between: 'changes between',
  seen: 'observed but not judged up to',
  none: 'not measured above',
};

/** The ruler for those who do not see it: each stretch of load in words. */
function spoken({ segments, unit }: Ruler): string {
  const number = (load: number) => formatNumber(load, 4);
  const stretches = segments.map(({ from, to, zone }) => {
    const load = zone === 'none' ? number(from) : zone === 'between' ? `${number(from)} and ${number(to)}` : number(to);
    return `${SPOKEN[zone]} ${load} ${unit}`;
  });
  return `Load ruler: ${stretches.join('; ')}.`;
}
