import type { Chart } from '../report/charts/chart.ts';
import { percentileAt } from '../report/charts/percentile.ts';
import { formatNumber, formatSpan, formatValue } from '../units/format.ts';

/** What a chart shows at a place of its axis, in words: `at 4 min 10 s: p50 30 ms, p95 84 ms`. */
export function readout(chart: Chart, place: number, hidden: ReadonlySet<string>): string {
  const { x, unit } = chart;
  if (x.kind === 'latency') return '';
  const at = placeNear(chart, place);
  const window = x.kind === 'time' ? Math.floor(at / x.bin) : 0;
  const values = chart.lines
    .filter(({ name }) => !hidden.has(name))
    .flatMap(({ name, values, at: places }) => {
      // On a quantity's axis a line says something only where it has a point.
      const i = places ? places.indexOf(at) : window;
      if (i < 0) return [];
      const value = values[i] ?? null;
      if (value === null) return [`${name} –`];
      return [`${name} ${unit === 'per second' ? formatNumber(value) : formatValue(value, unit)}`];
    });
  if (x.kind === 'quantity') return `at ${placeText(x, at)}: ${values.join(', ')}`;
  const event = chart.events.find((other) => Math.floor(other.at / x.bin) === window);
  return `at ${formatSpan(window * x.bin)}: ${[...values, ...(event ? [event.text] : [])].join(', ')}`;
}

function placeText({ of, unit }: Extract<Chart['x'], { kind: 'quantity' }>, at: number): string {
  if (of === 'percentiles') return percentileAt(at);
  return of === 'runs' ? `${unit} ${at}` : `${formatNumber(at)} ${unit}`;
}

/**
 * The middle of the window that a moment belongs to, kept inside the run; of a quantity the nearest place with a point.
 */
export function placeNear(chart: Chart, place: number): number {
  const { x } = chart;
  if (x.kind === 'latency') return 0;
  if (x.kind === 'quantity') {
    const [first = 0, ...rest] = placesOf(chart);
    return rest.reduce((best, at) => (Math.abs(at - place) < Math.abs(best - place) ? at : best), first);
  }
  const last = Math.max(0, Math.ceil(x.length / x.bin) - 1);
  return (Math.min(last, Math.max(0, Math.floor(place / x.bin))) + 0.5) * x.bin;
}

/** Where the arrow keys go from a place: a window, or a point of a quantity's axis: -1 to the left, 1 to the right. */
export function nextPlace(chart: Chart, from: number | undefined, step: number): number {
  if (chart.x.kind !== 'quantity')
    return placeNear(chart, (from ?? 0) + step * (chart.x.kind === 'time' ? chart.x.bin : 0));
  const places = placesOf(chart);
  const now = from === undefined ? -1 : places.indexOf(placeNear(chart, from));
  return places[Math.min(places.length - 1, Math.max(0, now + step))] ?? 0;
}

/** Every place at which a line of a quantity's axis has a value, rising: those that were measured, where some were. */
function placesOf({ lines }: Chart): number[] {
  const measured = lines.filter(({ marks }) => marks);
  const all = (measured.length > 0 ? measured : lines).flatMap(({ at = [] }) => at);
  return [...new Set(all)].sort((a, b) => a - b);
}
