import type { Chart as Drawn } from 'chart.js';
import type { Chart } from './chart.ts';
import type { Look } from './look.ts';

/** The height of a row of words above the plot. */
export function rowOf(size: number): number {
  return size + 5;
}

/** The interval as a tint from top to bottom, between two hairlines. */
export function drawInterval({ ctx: pen, chartArea: area, scales }: Drawn, { interval }: Chart, look: Look): void {
  if (!interval) return;
  const inside = (value: number) => Math.min(area.right, Math.max(area.left, scales['x']!.getPixelForValue(value)));
  const [left, right] = [inside(interval.from), inside(interval.to)];
  if (right <= left) return;
  pen.save();
  pen.fillStyle = look.palette.metTint;
  pen.fillRect(left, area.top, right - left, area.bottom - area.top);
  pen.restore();
}

/**
 * Lines across the plot, each with its words in a row of its own above: the leftmost highest, so that no line crosses
 * them.
 */
export function drawUprights(drawn: Drawn, { uprights = [] }: Chart, look: Look): void {
  const { ctx: pen, chartArea: area, scales } = drawn;
  const row = rowOf(look.size);
  const sorted = [...uprights].sort((a, b) => a.at - b.at);
  pen.save();
  pen.font = `600 ${look.size}px ${look.font}`;
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
  for (const [i, { at, label, dotted }] of sorted.entries()) {
    const x = scales['x']!.getPixelForValue(at);
    if (x < area.left - 0.5 || x > area.right + 0.5) continue;
    const middle = area.top - 6 - (sorted.length - 1 - i + 0.5) * row;
    const top = look.bandNames ? middle - row / 2 : area.top;
    pen.strokeStyle = look.palette.ink;
    pen.lineWidth = dotted ? 1 : 1.5;
    pen.setLineDash(dotted ? [2, 3] : []);
    pen.beginPath();
    pen.moveTo(Math.round(x) + 0.5, top);
    pen.lineTo(Math.round(x) + 0.5, area.bottom);
    pen.stroke();
    if (!look.bandNames) continue;
    const width = pen.measureText(label).width;
    const left = Math.max(2, Math.min(x + 6, drawn.width - width - 2));
    pen.fillStyle = look.palette.ground;
    pen.fillRect(left - 2, middle - row / 2 + 1, width + 4, row - 2);
    pen.fillStyle = look.palette.ink;
    pen.fillText(label, left, middle);
  }
  pen.restore();
}
