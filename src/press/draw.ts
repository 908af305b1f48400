import { join } from 'node:path';
import { GlobalFonts } from '@napi-rs/canvas';
import { ChartJSNodeCanvas } from 'chartjs-node-canvas';
import type { Chart } from '../report/charts/chart.ts';
import { chartConfig } from '../report/charts/config.ts';
import type { Look } from '../report/charts/look.ts';

/** The family under which the shipped fonts are known to the canvas; a machine may have none of its own. */
const FAMILY = 'Source Sans 3';
const FILES = ['SourceSans3_400Regular.ttf', 'SourceSans3_600SemiBold.ttf'];

let registered = false;

/** By their sizes: each loads Chart.js and prepares it, which takes longer than to draw. */
const canvases = new Map<string, ChartJSNodeCanvas>();

/** A chart as SVG (UTF-8), drawn by Chart.js; its text is paths, so that it needs no font where it is shown. */
export function drawSvg(chart: Chart, look: Omit<Look, 'font'>, height: number, fonts: string): string {
  if (!registered) for (const file of FILES) GlobalFonts.registerFromPath(join(fonts, file), FAMILY);
  registered = true;
  const canvas = canvasOf(look.width, height);
  const config = chartConfig(chart, { ...look, font: `"${FAMILY}"` });
  return renumbered(canvas.renderToBufferSync(config as never, 'image/svg+xml').toString('utf8'));
}

function canvasOf(width: number, height: number): ChartJSNodeCanvas {
  const size = `${width}x${height}`;
  const canvas = canvases.get(size) ?? new ChartJSNodeCanvas({ width, height, type: 'svg' });
  canvases.set(size, canvas);
  return canvas;
}

/** The canvas numbers its clip paths through the life of the process; the same chart shall give the same bytes. */
function renumbered(svg: string): string {
  const names = new Map<string, string>();
  return svg.replace(/\bcl_[0-9a-f]+\b/g, (id) => {
    if (!names.has(id)) names.set(id, `clip${names.size}`);
    return names.get(id)!;
  });
}
