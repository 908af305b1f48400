import type { ChartConfiguration, ChartDataset } from 'chart.js';
import type { Chart, ChartLine } from './chart.ts';
import { drawingOf } from './drawing.ts';
import { type Look, NARROW } from './look.ts';
import type { Palette } from './palette.ts';
import { horizontalScale, type Scale, verticalScale } from './scales.ts';
import { rowOf } from './uprights.ts';

export type Point = { x: number; y: number | null };
export type LineConfiguration = ChartConfiguration<'line', Point[]>;

/** The Chart.js configuration of a chart: the same on a page and on paper. Pure. */
export function chartConfig(chart: Chart, look: Look): LineConfiguration {
  const narrow = look.width < NARROW;
  const { palette } = look;
  const font = { family: look.font, size: look.size };
  const [x, y] = [horizontalScale(chart, look.span), verticalScale(chart)];
  const shown = chart.lines.filter((line) => !look.hidden?.includes(line.name));
  return {
    type: 'line',
    data: { datasets: shown.map((line) => dataset(line, chart, y, palette)) },
    options: {
      responsive: false,
      maintainAspectRatio: false,
      animation: false,
      normalized: true,
      events: [],
      layout: { padding: { right: narrow ? 72 : 104, top: roomAbove(chart, look) } },
      plugins: { legend: { display: false }, tooltip: { enabled: false } },
      scales: {
        x: {
          type: x.type,
          min: x.min,
          max: x.max,
          border: { color: palette.faint },
          grid: { drawOnChartArea: false, tickLength: 5, tickColor: palette.faint },
          afterBuildTicks: (axis) => setTicks(axis, x, narrow ? 2 : 1),
          ticks: {
            display: look.timeLabels,
            color: palette.mute,
            font,
            maxRotation: 0,
            autoSkip: false,
            padding: 3,
            callback: (value) => labelAt(x, Number(value)),
          },
        },
        y: {
          type: y.type,
          min: y.min,
          max: y.max,
          border: { display: false },
          grid: { color: palette.softRule, drawTicks: false },
          afterBuildTicks: (axis) => setTicks(axis, y, 1),
          afterFit: (axis) => {
            axis.width = narrow ? 48 : 58;
          },
          ticks: {
            color: palette.mute,
            font,
            padding: 8,
            autoSkip: false,
            callback: (value) => labelAt(y, Number(value)),
          },
        },
      },
    },
    plugins: [drawingOf(chart, look, shown)],
  };
}

/** Room above the plot: for the names of the stages, and a row for the words of each upright. */
function roomAbove({ x, uprights = [] }: Chart, { bandNames, size }: Look): number {
  if (!bandNames) return 8;
  return x.kind === 'quantity' ? 8 + uprights.length * rowOf(size) : 24;
}

function setTicks(axis: { ticks: { value: number }[] }, scale: Scale, every: number): void {
  const last = scale.ticks.length - 1;
  axis.ticks = scale.ticks
    .filter((_, i) => every === 1 || scale.ticks.length < 6 || (last - i) % every === 0)
    .map(({ at }) => ({ value: at }));
}

function labelAt({ ticks }: Scale, value: number): string {
  return ticks.find(({ at }) => Math.abs(at - value) <= Math.abs(at) * 1e-9)?.label ?? '';
}

function dataset(line: ChartLine, chart: Chart, y: Scale, palette: Palette): ChartDataset<'line', Point[]> {
  const points = pointsOf(line, chart, y);
  return {
    data: points,
    borderColor: palette[line.ink],
    borderWidth: line.width,
    borderDash: line.dotted ? [2, 3] : [],
    // A value alone between two gaps has no line: a dot shows it.
    pointRadius: line.marks ? 3.4 : points.map((_, i) => (isAlone(points, i) ? 1.8 : 0)),
    pointStyle: line.marks ?? 'circle',
    pointBackgroundColor: palette[line.ink],
    pointBorderWidth: 0,
    stepped: line.stepped ? (chart.x.kind === 'time' ? 'middle' : 'before') : false,
    fill: line.fill === 'origin' ? 'start' : line.fill === 'previous' ? '-1' : false,
    backgroundColor: line.ink === 'ink' ? palette.rule : palette.s1Fill,
    tension: 0,
    spanGaps: false,
  };
}

function pointsOf({ values, at = [] }: ChartLine, { x, scale }: Chart, y: Scale): Point[] {
  if (x.kind === 'latency') {
    const steps = values.map((value, i) => ({ x: x.edges[i + 1]!, y: value }));
    return [{ x: x.edges[0]!, y: values[0] ?? 0 }, ...steps];
  }
  const place = (i: number) => (x.kind === 'quantity' ? (at[i] ?? 0) : (i + 0.5) * x.bin);
  return values.map((value, i) => ({
    x: place(i),
    y: value === null || (scale === 'log' && value <= 0) ? null : Math.min(Math.max(value, y.min), y.max),
  }));
}

function isAlone(points: readonly Point[], i: number): boolean {
  const hole = (at: number) => (points[at]?.y ?? null) === null;
  return !hole(i) && hole(i - 1) && hole(i + 1);
}
