import { formatNumber } from '../../units/format.ts';
import { html } from '../escape.ts';
import type { Ruler, RulerFlag, RulerMark } from '../head.ts';
import type { ReportModel } from '../report-model.ts';
import { FLAG_TURNS } from '../stories/stages/ruler.ts';
import { symbol } from '../symbols.ts';
import { markOf } from '../words.ts';

/** The first screen: verdict, sentence, ruler, three answers. */
export function decision(model: ReportModel): string {
  const { verdict, decision: said, ruler } = model;
  return `<div class="verdict"><span class="big z-${verdict}">${symbol(verdict, 22)}${html(markOf(verdict).word)}</span><span class="sub">${html(model.standing)}</span></div>
<h1>${html(said.headline)}</h1>
${said.detail ? `<p class="basis">${html(said.detail)}</p>` : ''}
${ruler ? rulerFigure(ruler) : ''}
<div class="three">${model.answers
    .map(
      ({ question, figure, text }) =>
        `<div><p class="q">${html(question)}</p><p class="fig">${html(figure)}</p><p class="t">${html(text)}</p></div>`,
    )
    .join('')}</div>`;
}

const WORDS: Record<string, string> = {
  met: 'objectives met, up to',
  degraded: 'degraded, up to',
  critical: 'broken, up to',
  between: 'changes, between',
  seen: 'observed, not judged, up to',
  none: 'not measured, above',
};

function rulerFigure(ruler: Ruler): string {
  const { top, unit, segments, flags, marks, ticks } = ruler;
  const at = (load: number) => `${((Math.min(load, top) / top) * 100).toFixed(2)}%`;
  const bars = segments.map(({ from, to, zone, label }) => {
    const share = (to - from) / top;
    // 13.5 px letters on the narrowest width at which labels are shown; right of the tier's line where that would cross them.
    const room = (label.length * 7 + 24) / 656;
    const line = flags.find((flag) => flag.own && flag.at > from && (flag.at - from) / top < room);
    const aside = line ? (line.at - from) / top : 0;
    const fits = label.length > 0 && aside + room <= share;
    const margin = aside > 0 ? ` style="margin-left:${((100 * aside) / share).toFixed(2)}%"` : '';
    return `<div class="seg s-${zone}" style="left:${at(from)};width:${(share * 100).toFixed(2)}%">${fits ? `<span${margin}>${html(label)}</span>` : ''}</div>`;
  });
  const legend = segments.map(({ from, to, zone }) => {
    const load = zone === 'none' ? number(from) : zone === 'between' ? `${number(from)}–${number(to)}` : number(to);
    return `<li><i class="s-${zone}"></i>${html(WORDS[zone] ?? '')}<b>${html(`${load} ${unit}`)}</b></li>`;
  });
  return `<figure class="ruler" role="img" aria-label="${html(spoken(ruler))}">
<div class="r-flags">${flags.map((flag) => flagOf(flag, at(flag.at), flag.at / top > FLAG_TURNS)).join('')}</div>
<div class="r-bar">${bars.join('')}${flags.map((flag) => `<s class="${flagClass(flag)}" style="left:${at(flag.at)}"></s>`).join('')}</div>
<div class="r-ticks">${ticks.map((tick) => `<span style="left:${at(tick.at)}">${html(tick.label)}</span>`).join('')}</div>
<div class="r-marks">${marks.map((mark, i) => markOfRuler(mark, at(mark.at), sideOf(mark, i, ruler), crowded(ruler) && i === 0)).join('')}</div>
<ul class="r-legend">${legend.join('')}</ul>
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

function flagOf(flag: RulerFlag, left: string, atEnd: boolean): string {
  const { name, detail } = flag;
  return `<div class="flag ${flagClass(flag)}${atEnd ? ' end' : ''}" style="left:${left}"><span>${html(name)}</span><b>${html(detail)}</b></div>`;
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

function markOfRuler({ name, detail }: RulerMark, left: string, side: 'left' | 'right', mute: boolean): string {
  const words = mute ? '' : `<b>${html(name)}</b><span>${html(detail)}</span>`;
  return `<div class="mk ${side}" style="left:${left}">${words}</div>`;
}
