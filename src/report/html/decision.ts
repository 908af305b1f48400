import { formatNumber } from '../../units/format.ts';
import { FLAG_TURNS, type Ruler, type RulerFlag, type RulerMark } from '../head.ts';
import type { Report } from '../report.ts';
import { blocksOf } from './blocks.ts';
import { html, type Markup } from './markup.ts';
import { signOf } from './parts.ts';

/** The first screen: verdict, sentence, ruler, three answers. */
export function decision(report: Report): Markup {
  const { sign, word, standing, decision: said, ruler, answers, lead } = report;
  const three = answers.map(
    ({ question, figure, text }) =>
      html`<div><p class="q">${question}</p><p class="fig">${figure}</p><p class="t">${text}</p></div>`,
  );
  return html`<div class="verdict"><span class="big z-${sign}">${signOf(sign, 22)}${word}</span>${standing ? html`<span class="sub">${standing}</span>` : ''}</div>
<h1>${said.headline}</h1>
${said.detail ? html`<p class="basis">${said.detail}</p>` : ''}
${ruler ? rulerFigure(ruler) : ''}
${lead.length > 0 ? html`<div class="lead">${blocksOf(lead)}</div>` : ''}
${three.length > 0 ? html`<div class="three">${three}</div>` : ''}`;
}

const WORDS: Record<string, string> = {
  met: 'objectives met, up to',
  degraded: 'degraded, up to',
  critical: 'broken, up to',
  between: 'changes, between',
  seen: 'observed, not judged, up to',
  none: 'not measured, above',
};

function rulerFigure(ruler: Ruler): Markup {
  const { top, unit, segments, flags, marks, ticks } = ruler;
  const at = (load: number) => `${((Math.min(load, top) / top) * 100).toFixed(2)}%`;
  const bars = segments.map(({ from, to, zone, label }) => {
    const share = (to - from) / top;
    // 13.5 px letters on the narrowest width at which labels are shown; right of the tier's line where that would cross
    // them.
    const room = (label.length * 7 + 24) / 656;
    const line = flags.find((flag) => flag.own && flag.at > from && (flag.at - from) / top < room);
    const aside = line ? (line.at - from) / top : 0;
    const fits = label.length > 0 && aside + room <= share;
    const margin = aside > 0 ? html` style="margin-left:${((100 * aside) / share).toFixed(2)}%"` : '';
    return html`<div class="seg s-${zone}" style="left:${at(from)};width:${(share * 100).toFixed(2)}%">${fits ? html`<span${margin}>${label}</span>` : ''}</div>`;
  });
  const legend = segments.map(({ from, to, zone }) => {
    const load = zone === 'none' ? number(from) : zone === 'between' ? `${number(from)}–${number(to)}` : number(to);
    return html`<li><i class="s-${zone}"></i>${WORDS[zone] ?? ''}<b>${`${load} ${unit}`}</b></li>`;
  });
  return html`<figure class="ruler" role="img" aria-label="${spoken(ruler)}">
<div class="r-flags">${flags.map((flag) => flagOf(flag, at(flag.at), flag.at / top > FLAG_TURNS))}</div>
<div class="r-bar">${bars}${flags.map((flag) => html`<s class="${flagClass(flag)}" style="left:${at(flag.at)}"></s>`)}</div>
<div class="r-ticks">${ticks.map((tick) => html`<span style="left:${at(tick.at)}">${tick.label}</span>`)}</div>
<div class="r-marks">${marks.map((mark, i) => markOfRuler(mark, at(mark.at), sideOf(mark, i, ruler), crowded(ruler) && i === 0))}</div>
<ul class="r-legend">${legend}</ul>
</figure>`;
}

function number(load: number): string {
  return formatNumber(load, 4);
}

function spoken({ segments, unit }: Ruler): string {
  return segments
    .map(
      ({ from, to, zone }) =>
        `${WORDS[zone] ?? zone} ${zone === 'none' ? number(from) : zone === 'between' ? `${number(from)} and ${number(to)}` : number(to)} ${unit}`,
    )
    .join('; ');
}

function flagClass({ own, wide }: RulerFlag): string {
  return `${own ? 'now' : 'other'}${wide ? ' wide' : ''}`;
}

function flagOf(flag: RulerFlag, left: string, atEnd: boolean): Markup {
  const { name, detail } = flag;
  return html`<div class="flag ${flagClass(flag)}${atEnd ? ' end' : ''}" style="left:${left}"><span>${name}</span><b>${detail}</b></div>`;
}

/** The lower mark's words stand left of it and the upper one's right, so that two close marks keep apart. */
function sideOf({ at }: RulerMark, i: number, { marks, top }: Ruler): 'left' | 'right' {
  if (marks.length > 1) return i === 0 && at / top >= 0.25 ? 'left' : 'right';
  return at / top > 0.6 ? 'left' : 'right';
}

/** Two marks near the left end have no room for the words of both: the bar says the first one's. */
function crowded({ marks, top }: Ruler): boolean {
  return marks.length > 1 && marks[0]!.at / top < 0.25 && (marks[1]!.at - marks[0]!.at) / top < 0.3;
}

function markOfRuler({ name, detail }: RulerMark, left: string, side: 'left' | 'right', mute: boolean): Markup {
  const words = mute ? '' : html`<b>${name}</b><span>${detail}</span>`;
  return html`<div class="mk ${side}" style="left:${left}">${words}</div>`;
}
