import { formatSpan, formatValue } from '../units/format.ts';
import type { Chart, Line } from './charts.ts';
import { html } from './escape.ts';

const WIDTH = 720;
const HEIGHT = 240;
const PLOT = { left: 64, right: WIDTH - 12, top: 30, bottom: HEIGHT - 26 };

/** A line chart as SVG: stage bands, limit lines, gaps where nothing was measured. Colours come from the page's style. */
export function chartSvg(chart: Chart, id: string): string {
  const windows = Math.max(2, ...chart.lines.map((line) => line.values.length));
  const seconds = windows * chart.bin;
  const top = ceiling(chart);
  const x = (second: number) => PLOT.left + (Math.min(second, seconds) / seconds) * (PLOT.right - PLOT.left);
  const y = (value: number) => PLOT.bottom - (Math.min(value, top) / top) * (PLOT.bottom - PLOT.top);
  return [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-t ${id}-d">`,
    `<title id="${id}-t">${html(chart.title)}</title><desc id="${id}-d">${html(chart.description)}</desc>`,
    ...bands(chart, x),
    ...valueAxis(chart, top, y),
    ...timeAxis(seconds, x),
    ...limits(chart, top, y),
    ...chart.lines.map((line) => path(line, chart.bin, x, y)),
    '</svg>',
  ].join('\n');
}

function bands({ bands: all }: Chart, x: (second: number) => number): string[] {
  return all.flatMap((band, i) => {
    const [left, right] = [x(band.from), x(band.to)];
    const fits = right - left > band.name.length * 6.5 + 8;
    return [
      `<rect class="band${i % 2}" x="${fixed(left)}" y="${PLOT.top}" width="${fixed(Math.max(0, right - left))}" height="${PLOT.bottom - PLOT.top}"/>`,
      ...(fits
        ? [text((left + right) / 2, PLOT.top - 8, 'middle', band.name, band.counts ? 'stage counts' : 'stage')]
        : []),
    ];
  });
}

function valueAxis({ unit }: Chart, top: number, y: (value: number) => number): string[] {
  return ticks(top).flatMap((value) => [
    `<line class="grid" x1="${PLOT.left}" x2="${PLOT.right}" y1="${fixed(y(value))}" y2="${fixed(y(value))}"/>`,
    text(PLOT.left - 6, y(value) + 4, 'end', formatValue(value, unit)),
  ]);
}

function timeAxis(seconds: number, x: (second: number) => number): string[] {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600];
  const step = steps.find((s) => seconds / s <= 7) ?? 86_400;
  const marks: string[] = [];
  for (let at = 0; at <= seconds; at += step) {
    const anchor = at === 0 ? 'start' : seconds - at < step / 3 ? 'end' : 'middle';
    marks.push(text(x(at), PLOT.bottom + 17, anchor, formatSpan(at)));
  }
  return marks;
}

/** Limit lines; their labels take turns at the right and the left end, so that two close limits stay readable. */
function limits(chart: Chart, top: number, y: (value: number) => number): string[] {
  return chart.limits
    .filter((limit) => limit.value <= top)
    .flatMap((limit, i) => {
      const [x, anchor] = i % 2 === 0 ? [PLOT.right - 4, 'end'] : [PLOT.left + 4, 'start'];
      const label = `${limit.label} ${formatValue(limit.value, chart.unit)}`;
      return [
        `<line class="limit" x1="${PLOT.left}" x2="${PLOT.right}" y1="${fixed(y(limit.value))}" y2="${fixed(y(limit.value))}"/>`,
        text(x as number, y(limit.value) - 4, anchor as string, label, 'limit-label'),
      ];
    });
}

/** A line with a gap at every hole; a value alone between holes is a dot. */
function path(line: Line, bin: number, x: (second: number) => number, y: (value: number) => number): string {
  let d = '';
  line.values.forEach((value, i) => {
    if (value === null) return;
    const starts = i === 0 || line.values[i - 1] === null;
    const alone = starts && (line.values[i + 1] ?? null) === null;
    const point = `${fixed(x((i + 0.5) * bin))} ${fixed(y(value))}`;
    d += `${starts ? 'M' : 'L'}${point}${alone ? 'h0.01' : ''}`;
  });
  return `<path class="line c${line.colour}${line.dashed ? ' dashed' : ''}" d="${d}"><title>${html(line.name)}</title></path>`;
}

function text(x: number, y: number, anchor: string, content: string, className = ''): string {
  const attribute = className ? ` class="${className}"` : '';
  return `<text x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}"${attribute}>${html(content)}</text>`;
}

function fixed(value: number): string {
  return String(Number(value.toFixed(1)));
}

/** A round number above everything that is shown: values, and limits unless they lie far above. */
function ceiling({ lines, limits: all, unit }: Chart): number {
  const values = lines.flatMap((line) => line.values.filter((value) => value !== null));
  const most = Math.max(0, ...values);
  const near = all.map((limit) => limit.value).filter((value) => value <= most * 4);
  const wanted = Math.max(most, ...near.map((value) => value * 1.1)) || (unit === 'ratio' ? 0.01 : 1);
  const step = roundStep(wanted / 4);
  const top = Math.ceil(wanted / step - 1e-9) * step;
  return unit === 'ratio' ? Math.min(top, 1) : top;
}

function ticks(top: number): number[] {
  const step = roundStep(top / 4);
  const count = Math.floor(top / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, i) => i * step);
}

/** The least of 1, 2, 2.5, 5 × 10ⁿ that is not below `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= least * 0.999) ?? 10) * power;
}
