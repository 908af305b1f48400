import { visible } from '../../visible.ts';
import type { Chart } from './chart.ts';
import { percentileAt } from './percentile.ts';

/** The columns of a chart: its axis in base units, then one column a line; an empty field is a gap. */
export function csvOf({ x, lines, unit }: Chart): string {
  const first = { time: 'second', latency: 'from_seconds', quantity: x.kind === 'quantity' ? x.unit : '' }[x.kind];
  const head = [first, ...lines.map(({ name }) => `${name} (${unit})`)].map(cell);
  return `${head.join(',')}\n${(x.kind === 'quantity' ? byPlace(lines, x) : byWindow(x, lines)).join('\n')}\n`;
}

/** A text that is shown as it is: a spreadsheet takes what begins with `=`, `+`, `-` or `@` for a formula. */
function cell(text: string): string {
  const shown = visible(text);
  return `"${(/^\s*[=+\-@]/.test(shown) ? `'${shown}` : shown).replaceAll('"', '""')}"`;
}

function byWindow(x: Exclude<Chart['x'], { kind: 'quantity' }>, lines: Chart['lines']): string[] {
  const rows = Math.max(0, ...lines.map((line) => line.values.length));
  const at = (i: number) => (x.kind === 'time' ? i * x.bin : x.edges[i]);
  return Array.from({ length: rows }, (_, i) => [at(i), ...lines.map(({ values }) => values[i] ?? '')].join(','));
}

/** A row for each place at which some line has a value. */
function byPlace(lines: Chart['lines'], x: Extract<Chart['x'], { kind: 'quantity' }>): string[] {
  const placed = (place: number) => (x.of === 'percentiles' ? percentileAt(place) : place);
  const places = [...new Set(lines.flatMap(({ at = [] }) => at))].sort((a, b) => a - b);
  return places.map((place) =>
    [placed(place), ...lines.map(({ at = [], values }) => values[at.indexOf(place)] ?? '')].join(','),
  );
}
