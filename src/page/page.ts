/**
 * The script of the HTML report: draws its charts, and lets a reader look closer. The page is whole without it, but for
 * them.
 */
import {
  Chart as Drawn,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
} from 'chart.js';
import type { Chart } from '../report/charts/chart.ts';
import { chartConfig } from '../report/charts/config.ts';
import type { Palette } from '../report/charts/palette.ts';
import { csvLink } from './csv.ts';
import { nextPlace, placeNear, readout } from './readout.ts';

Drawn.register(Filler, LinearScale, LineController, LineElement, LogarithmicScale, PointElement);

interface Content {
  readonly charts: readonly Chart[];
  readonly light: Palette;
  readonly dark: Palette;
}

interface View {
  readonly chart: Chart;
  readonly figure: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly hidden: Set<string>;
  drawn?: Drawn<'line', unknown[]>;
}

const FONT = '"Source Sans 3", sans-serif';
const content = JSON.parse(document.getElementById('charts')!.textContent!) as Content;
const dark = matchMedia('(prefers-color-scheme: dark)');
const views: View[] = [...document.querySelectorAll<HTMLElement>('figure[data-chart]')].map((figure) => ({
  chart: content.charts.find((chart) => chart.id === figure.dataset['chart'])!,
  figure,
  canvas: figure.querySelector('canvas')!,
  hidden: new Set<string>(),
}));
/** The part that is shown of each axis; none: all of it. */
const spans = new Map<string, [number, number]>();
let printing = false;

function draw(view: View): void {
  const { chart, figure, canvas, hidden } = view;
  const box = canvas.parentElement!;
  const [width, height] = [box.clientWidth, box.clientHeight];
  if (width === 0) return; // folded away
  view.drawn?.destroy();
  canvas.width = width;
  canvas.height = height;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const config = chartConfig(chart, {
    palette: printing || !dark.matches ? content.light : content.dark,
    width,
    font: FONT,
    size: 13,
    timeLabels: figure.dataset['role'] === 'axis',
    // Stages are those of the chart above; lines across are a chart's own.
    bandNames: !figure.previousElementSibling?.matches('figure[data-chart]') || chart.uprights !== undefined,
    span: spans.get(axisOf(chart)),
    hidden: [...hidden],
  });
  if (printing) config.options!.devicePixelRatio = 3;
  view.drawn = new Drawn(canvas, config as never);
  box.classList.add('drawn');
}

const drawAll = () => views.forEach(draw);

/** Charts of one axis move together: all of time, and all of a quantity. */
function axisOf({ x }: Chart): string {
  return x.kind === 'quantity' ? x.unit : x.kind;
}

/** One cursor over all charts of an axis: a line in each, and what was measured there. */
function point(axis: string, place: number | undefined): void {
  for (const view of views) {
    if (axisOf(view.chart) !== axis || !view.drawn) continue;
    view.drawn.draw();
    const output = view.figure.querySelector('output')!;
    output.textContent = place === undefined ? '' : readout(view.chart, place, view.hidden);
    if (place === undefined) continue;
    const { ctx, chartArea, scales } = view.drawn;
    const at = scales['x']!.getPixelForValue(placeNear(view.chart, place));
    if (at < chartArea.left || at > chartArea.right) continue;
    ctx.save();
    ctx.strokeStyle = getComputedStyle(document.body).color;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(at, chartArea.top);
    ctx.lineTo(at, chartArea.bottom);
    ctx.stroke();
    ctx.restore();
  }
}

function placeAt(view: View, event: MouseEvent): number | undefined {
  if (!view.drawn) return undefined;
  const { chartArea, scales } = view.drawn;
  const x = Math.min(chartArea.right, Math.max(chartArea.left, event.offsetX));
  return scales['x']!.getValueForPixel(x);
}

function watch(view: View): void {
  const { chart, canvas, figure, hidden } = view;
  for (const key of figure.querySelectorAll<HTMLButtonElement>('button.key')) {
    key.hidden = false;
    key.addEventListener('click', () => {
      const name = key.dataset['line']!;
      if (!hidden.delete(name)) hidden.add(name);
      key.setAttribute('aria-pressed', String(!hidden.has(name)));
      draw(view);
    });
  }
  figure.querySelector('.src')!.append(csvLink(chart));
  if (chart.x.kind === 'latency') return;
  const axis = axisOf(chart);
  const [least, most] = chart.x.kind === 'time' ? [2 * chart.x.bin, chart.x.length] : [chart.x.most / 50, chart.x.most];
  let from: number | undefined;
  let veil: HTMLElement | undefined;
  let cursor: number | undefined;
  canvas.tabIndex = 0;
  canvas.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'mouse') from = event.offsetX;
  });
  canvas.addEventListener('pointermove', (event) => {
    cursor = placeAt(view, event);
    point(axis, cursor);
    if (from === undefined || Math.abs(event.offsetX - from) < 4) return;
    veil ??= canvas.parentElement!.appendChild(Object.assign(document.createElement('div'), { className: 'zoom' }));
    veil.style.left = `${Math.min(from, event.offsetX)}px`;
    veil.style.width = `${Math.abs(event.offsetX - from)}px`;
  });
  canvas.addEventListener('pointerleave', () => point(axis, undefined));
  window.addEventListener('pointerup', (event) => {
    if (from === undefined) return;
    const start = placeAt(view, { offsetX: from } as MouseEvent);
    const end = placeAt(view, { offsetX: event.clientX - canvas.getBoundingClientRect().left } as MouseEvent);
    from = undefined;
    veil?.remove();
    veil = undefined;
    if (start === undefined || end === undefined || Math.abs(end - start) < least) return;
    spans.set(axis, [Math.max(0, Math.min(start, end)), Math.min(most, Math.max(start, end))]);
    drawAll();
  });
  canvas.addEventListener('dblclick', () => {
    spans.delete(axis);
    drawAll();
  });
  canvas.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === 'Escape') {
      spans.delete(axis);
      drawAll();
    }
    if (!step) return;
    event.preventDefault();
    cursor = nextPlace(chart, cursor, step);
    point(axis, cursor);
  });
}

function print(on: boolean): void {
  printing = on;
  drawAll();
}

for (const hint of document.querySelectorAll<HTMLElement>('.hint')) hint.hidden = false;
views.forEach(watch);
drawAll();
void document.fonts.ready.then(drawAll);
dark.addEventListener('change', drawAll);
window.addEventListener('resize', drawAll);
window.addEventListener('beforeprint', () => {
  for (const fold of document.querySelectorAll('details')) fold.open = true;
  print(true);
});
window.addEventListener('afterprint', () => print(false));
for (const fold of document.querySelectorAll('details')) fold.addEventListener('toggle', drawAll);
