import type { Block } from '../report/blocks.ts';
import type { Chart, Stack } from '../report/charts/chart.ts';
import { LIGHT } from '../report/charts/palette.ts';
import type { Ruler, RulerZone } from '../report/head.ts';
import type { Report } from '../report/report.ts';
import { type Sign, symbolPicture } from '../report/symbols.ts';
import { markOf } from '../report/words.ts';
import { formatNumber } from '../units/format.ts';
import { paperText, printable, withStrings } from './paper-text.ts';

/** Draws a chart as SVG; `height` in CSS pixels. */
export type Drawing = (chart: Chart, look: { timeLabels: boolean; bandNames: boolean }, height: number) => string;

/** Charts are lower than on a page, so that the two groups of a run share a sheet. */
const HEIGHT = 0.75;

/** Room for the labels of the time axis, and for the names of the stages. */
const AXIS = 20;
const NAMES = 16;

/** Claims are set large: a long word in them is shortened sooner. */
const LONGEST_IN_CLAIM = 48;

/**
 * What the Typst templates are told: the report, words and pictures. What is printed may break and holds numbers
 * together; what is read out is plain.
 */
export function paperOf(report: Report, characters: ReadonlySet<number>, draw: Drawing): object {
  const paper: Paper = {
    plain: (text) => printable(text, characters),
    line: (text) => paperText(text, characters),
    draw,
  };
  const claim = (text: string) => paperText(text, characters, LONGEST_IN_CLAIM);
  const { name, kind, title, made, at, sign, word, standing, decision, answers, ruler, lead, cover, sections } = report;
  return {
    name: paper.plain(name),
    summary: paper.plain(decision.headline),
    date: dateOf(at),
    palette: LIGHT,
    symbols: Object.fromEntries(SIGNS.map((one) => [one, symbolSvg(one)])),
    words: Object.fromEntries(SIGNS.map((one) => [one, markOf(one).word])),
    sign,
    ...withStrings({ kind, title, made, decision, answers, word }, claim),
    ...withStrings({ standing, cover }, paper.line),
    ruler: ruler && { ...withStrings(ruler, claim), spoken: paper.plain(spoken(ruler)) },
    lead: lead.map((block) => paperBlock(block, paper)),
    sections: sections.map(({ question, finding, blocks }) => ({
      ...withStrings({ question, finding }, claim),
      blocks: blocks.map((block) => paperBlock(block, paper)),
    })),
  };
}

/** How texts and charts become what paper shows. */
interface Paper {
  readonly plain: (text: string) => string;
  readonly line: (text: string) => string;
  readonly draw: Drawing;
}

/** A block as it stands, but for its texts and its charts: those of one axis are drawn as a stack. */
function paperBlock(block: Block, paper: Paper): object {
  if (block.kind === 'fold') {
    const { blocks, ...rest } = block;
    return { ...withStrings(rest, paper.line), blocks: blocks.map((inner) => paperBlock(inner, paper)) };
  }
  if (block.kind !== 'charts') return withStrings(block, paper.line);
  const charts = withStrings(block.charts, paper.plain);
  const names = [...new Set(charts.map(({ stack }) => stack))];
  return {
    kind: block.kind,
    stacks: names.map((name) => stackOf(charts, name).map((drawn) => figureOf(drawn, paper))),
  };
}

function figureOf({ chart, look, height }: ReturnType<typeof stackOf>[number], { line, draw }: Paper): object {
  return {
    ...withStrings({ title: chart.title, subtitle: chart.subtitle, source: chart.source }, line),
    spoken: `${chart.title}. ${chart.description}.`,
    svg: draw(chart, look, height),
  };
}

/** A moment (ISO 8601, UTC) as its parts; null where there is no such date. */
function dateOf(text: string): Record<string, number> | null {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) return null;
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
    second: at.getUTCSeconds(),
  };
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

const SIGNS: readonly Sign[] = ['met', 'degraded', 'critical', 'no-data', 'inconclusive'];

/** A symbol with its colours in it: there is no page around it to style it. */
function symbolSvg(sign: Sign): string {
  const colour = sign === 'met' || sign === 'degraded' || sign === 'critical' ? LIGHT[sign] : LIGHT.none;
  const round = 'fill:none;stroke-linecap:round;stroke-linejoin:round';
  const style = [
    `.f{fill:${colour}}`,
    `.k{${round};stroke:${LIGHT.onZone};stroke-width:1.9}`,
    `.h{fill:none;stroke:${colour};stroke-width:1.8;stroke-dasharray:2.6 2.3}`,
    `.o{fill:${LIGHT.ground};stroke:${colour};stroke-width:1.7}`,
    `.m{${round};stroke:${colour};stroke-width:1.8}`,
  ];
  return symbolPicture(sign, style.join(''));
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
