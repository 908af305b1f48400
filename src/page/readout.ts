import type { Chart } from '../report/charts.ts';
import { formatNumber, formatSpan, formatValue } from '../units/format.ts';

/** What a chart shows at a moment, in words: `at 4 min 10 s: p50 30 ms, p95 84 ms`. */
export function readout(chart: Chart, second: number, hidden: ReadonlySet<string>): string {
  if (chart.x.kind !== 'time') return '';
  const at = windowAt(chart, second);
  const i = Math.floor(at / chart.x.bin);
  const values = chart.lines
    .filter(({ name }) => !hidden.has(name))
    .map(({ name, values }) => {
      const value = values[i] ?? null;
      if (value === null) return `${name} –`;
      return `${name} ${chart.unit === 'per second' ? formatNumber(value) : formatValue(value, chart.unit)}`;
    });
  const event = chart.events.find((other) => Math.floor(other.at / (chart.x as { bin: number }).bin) === i);
  return `at ${formatSpan(i * chart.x.bin)}: ${[...values, ...(event ? [event.text] : [])].join(', ')}`;
}

/** The middle of the window that a moment belongs to, kept inside the run. */
export function windowAt({ x }: Chart, second: number): number {
  if (x.kind !== 'time') return 0;
  const last = Math.max(0, Math.ceil(x.length / x.bin) - 1);
  return (Math.min(last, Math.max(0, Math.floor(second / x.bin))) + 0.5) * x.bin;
}
