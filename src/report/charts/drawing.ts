import type { Chart as Drawn, Plugin } from 'chart.js';
import type { Chart, ChartLimit, ChartLine } from './chart.ts';
import { type Look, NARROW } from './look.ts';
import { drawInterval, drawUprights } from './uprights.ts';

type Pen = Drawn['ctx'];

const LABEL_GAP = 8;
const HATCH_STEP = 9;

/** What Chart.js does not draw: stages, limits, what is not judged, events, and the names at the lines' ends. */
export function drawingOf(chart: Chart, look: Look, shown: readonly ChartLine[]): Plugin<'line'> {
  return {
    id: 'loadkit',
    beforeDraw: (drawn) => {
      drawBands(drawn, chart, look);
      drawInterval(drawn, chart, look);
    },
    beforeDatasetsDraw: (drawn) => drawLimits(drawn, chart, look),
    afterDatasetsDraw: (drawn) => {
      for (const hatch of chart.hatches) drawHatch(drawn, hatch, look);
      drawEvents(drawn, chart, look);
      drawUprights(drawn, chart, look);
      if (chart.x.kind !== 'latency') drawNames(drawn, chart, look, shown);
    },
  };
}

function write(pen: Pen, look: Look, weight: number): void {
  pen.font = `${weight} ${look.size}px ${look.font}`;
}

/** A time as a pixel, kept inside the plot. */
function across({ chartArea, scales }: Drawn, second: number): number {
  return Math.min(chartArea.right, Math.max(chartArea.left, scales['x']!.getPixelForValue(second)));
}

function drawBands(drawn: Drawn, { bands }: Chart, look: Look): void {
  const { ctx: pen, chartArea: area } = drawn;
  pen.save();
  bands.forEach((band, i) => {
    const [left, right] = [across(drawn, band.from), across(drawn, band.to)];
    if (right <= left) return;
    if (i % 2 === 0) {
      pen.fillStyle = look.palette.panel;
      pen.fillRect(left, area.top, right - left, area.bottom - area.top);
    }
    pen.strokeStyle = look.palette.rule;
    pen.lineWidth = 1;
    line(pen, Math.round(left) + 0.5, area.top - (look.bandNames ? 18 : 0), Math.round(left) + 0.5, area.bottom);
    if (!look.bandNames) return;
    write(pen, look, 600);
    pen.textAlign = 'left';
    pen.textBaseline = 'alphabetic';
    pen.fillStyle = look.palette.mute;
    const name = fitting(pen, band.name, right - left - 8);
    if (name) pen.fillText(name, left + 5, area.top - 7);
  });
  pen.restore();
}

/** The name, or as much of its beginning as fits; nothing below three letters. */
function fitting(pen: Pen, name: string, width: number): string {
  if (pen.measureText(name).width <= width) return name;
  for (let length = Math.min(name.length, 40) - 1; length >= 3; length--) {
    const cut = `${name.slice(0, length).trimEnd()}…`;
    if (pen.measureText(cut).width <= width) return cut;
  }
  return '';
}

function limitStroke(pen: Pen, { zone }: ChartLimit, look: Look): void {
  pen.strokeStyle = look.palette[zone];
  pen.lineWidth = zone === 'critical' ? 1.6 : 1.4;
  pen.setLineDash(zone === 'critical' ? [] : [6, 4]);
}

function drawLimits(drawn: Drawn, chart: Chart, look: Look): void {
  const { ctx: pen, chartArea: area, scales } = drawn;
  pen.save();
  for (const limit of chart.limits) {
    limitStroke(pen, limit, look);
    if (chart.x.kind !== 'latency') {
      const at = Math.round(scales['y']!.getPixelForValue(limit.value)) + 0.5;
      if (at >= area.top - 1 && at <= area.bottom + 1) line(pen, area.left, at, area.right, at);
      continue;
    }
    const at = scales['x']!.getPixelForValue(limit.value);
    if (at < area.left || at > area.right) continue;
    line(pen, at, area.top, at, area.bottom);
    pen.setLineDash([]);
    write(pen, look, 600);
    pen.fillStyle = look.palette[`${limit.zone}Ink`];
    pen.textBaseline = 'middle';
    const fits = at + 6 + pen.measureText(limit.label).width < drawn.width;
    pen.textAlign = fits ? 'left' : 'right';
    pen.fillText(limit.label, fits ? at + 6 : at - 6, area.top + (limit.zone === 'critical' ? 26 : 8));
  }
  pen.restore();
}

/** A veil and a hatch over what may not be judged, its name in it. */
function drawHatch(drawn: Drawn, hatch: Chart['hatches'][number], look: Look): void {
  const { ctx: pen, chartArea: area } = drawn;
  const [left, right] = [across(drawn, hatch.from), across(drawn, hatch.to)];
  if (right <= left) return;
  pen.save();
  pen.beginPath();
  pen.rect(left, area.top, right - left, area.bottom - area.top);
  pen.clip();
  pen.globalAlpha = 0.55;
  pen.fillStyle = look.palette.ground;
  pen.fillRect(left, area.top, right - left, area.bottom - area.top);
  pen.strokeStyle = look.palette.hatch;
  pen.lineWidth = 1;
  const height = area.bottom - area.top;
  for (let at = left - height; at < right; at += HATCH_STEP) line(pen, at, area.bottom, at + height, area.top);
  pen.globalAlpha = 1;
  write(pen, look, 600);
  const room = right - left - 24;
  // Once in a stack of charts, as the names of the stages.
  const name = look.bandNames && fitting(pen, hatch.name, room) === hatch.name ? hatch.name : '';
  const text = name || (look.bandNames ? fitting(pen, hatch.short, room) : '');
  if (text) {
    const width = pen.measureText(text).width;
    pen.fillStyle = look.palette.ground;
    pen.fillRect(left + 6, area.bottom - 28, width + 12, 22);
    pen.fillStyle = look.palette.ink;
    pen.textAlign = 'left';
    pen.textBaseline = 'middle';
    pen.fillText(text, left + 12, area.bottom - 17);
  }
  pen.restore();
}

function drawEvents(drawn: Drawn, { events }: Chart, look: Look): void {
  const { ctx: pen, chartArea: area } = drawn;
  pen.save();
  pen.strokeStyle = look.palette.ink;
  pen.lineWidth = 1;
  pen.setLineDash([1, 2]);
  for (const { at } of events) line(pen, across(drawn, at), area.top, across(drawn, at), area.bottom);
  // Once in a stack of charts, as the names of the stages.
  if (look.bandNames) eventNames(drawn, events, look);
  pen.restore();
}

/** Names beside the lines of events, at their feet, on the side that has more room; no two stand over one another. */
function eventNames(drawn: Drawn, events: Chart['events'], look: Look): void {
  const { ctx: pen, chartArea: area } = drawn;
  const height = look.size + 4;
  const placed: { left: number; right: number; row: number }[] = [];
  write(pen, look, 600);
  pen.textAlign = 'left';
  pen.textBaseline = 'alphabetic';
  for (const { at, name } of events) {
    if (name === undefined) continue;
    const x = across(drawn, at);
    const after = area.right - x >= x - area.left;
    const text = fitting(pen, name, (after ? area.right - x : x - area.left) - 12);
    const width = pen.measureText(text).width;
    const left = after ? x + 5 : x - 5 - width;
    const beside = placed.filter((other) => other.left < left + width + 6 && left < other.right + 6);
    const row = Math.max(-1, ...beside.map((other) => other.row)) + 1;
    const foot = area.bottom - 8 - row * height;
    if (text === '' || foot - look.size < area.top) continue;
    placed.push({ left, right: left + width, row });
    pen.fillStyle = look.palette.ground;
    pen.fillRect(left - 2, foot - look.size, width + 4, height);
    pen.fillStyle = look.palette.ink;
    pen.fillText(text, left, foot);
  }
}

/** Names of lines and limits at the right end of the plot, moved apart. */
function drawNames(drawn: Drawn, chart: Chart, look: Look, shown: readonly ChartLine[]): void {
  const { ctx: pen, chartArea: area, scales } = drawn;
  const gap = look.size + 2;
  const y = scales['y']!;
  const inPlot = (value: number) => value >= y.min - 1e-12 && value <= y.max + 1e-12;
  const names = [
    ...shown.flatMap(({ name, ink, values, edge }) => {
      const last = values.findLast((value) => value !== null);
      const text = ink === 's3' ? look.palette.mute : look.palette[ink];
      if (edge || last === undefined || last === null) return [];
      return [{ text: name, colour: text, value: Math.min(Math.max(last, y.min), y.max) }];
    }),
    ...chart.limits
      .filter(({ value }) => inPlot(value))
      .map((limit) => ({
        text: look.width < NARROW ? limit.short : limit.label,
        colour: look.palette[`${limit.zone}Ink`],
        value: limit.value,
      })),
  ];
  const placed = spread(
    names.map((name) => ({ ...name, at: y.getPixelForValue(name.value) })),
    gap,
    area.top,
    area.bottom,
  );
  pen.save();
  write(pen, look, 600);
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
  for (const { text, colour, at } of placed) {
    pen.fillStyle = colour;
    pen.fillText(fitting(pen, text, drawn.width - area.right - LABEL_GAP), area.right + LABEL_GAP, at);
  }
  pen.restore();
}

/** Moves labels apart by `gap`, in their order, without leaving the plot. */
function spread<T extends { at: number }>(labels: readonly T[], gap: number, top: number, bottom: number): T[] {
  const sorted = [...labels].sort((a, b) => a.at - b.at).map((label) => ({ ...label }));
  for (const [i, label] of sorted.entries()) label.at = Math.max(label.at, i === 0 ? top : sorted[i - 1]!.at + gap);
  for (let i = sorted.length - 1; i >= 0; i--)
    sorted[i]!.at = Math.min(sorted[i]!.at, i === sorted.length - 1 ? bottom : sorted[i + 1]!.at - gap);
  return sorted;
}

function line(pen: Pen, x1: number, y1: number, x2: number, y2: number): void {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}
