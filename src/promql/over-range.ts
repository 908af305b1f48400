import type { CallExpression, Selection } from './expression.ts';
import type { Readings, ReadSeries, ValueColumn } from './readings.ts';
import { NotEvaluated } from './select.ts';

type Over = Exclude<CallExpression['name'], 'histogram_quantile' | 'absent'>;

/** Of a range so much must have been read for anything to be said of it. */
const LEAST_READ = 0.5;

/**
 * A function over the values of the last `range` seconds, at each point. Before so much has passed since the load
 * began, of what there is: a rate divides by the whole range all the same, as Prometheus does of a series that begins
 * inside it. Pure.
 */
export function overRange(
  name: Over,
  { metric, range }: Selection,
  series: readonly ReadSeries[],
  spoken: readonly boolean[],
  { points, width }: Pick<Readings, 'points' | 'width'>,
): { readonly columns: ValueColumn[]; readonly unknown: boolean[] } {
  const ofCounters = name === 'rate' || name === 'increase';
  const wrong = series.find(({ counts }) => counts !== ofCounters);
  if (wrong)
    throw new NotEvaluated(
      'not-judged',
      ofCounters
        ? `it takes ${name}() of ${metric}, which is no counter`
        : `it takes ${name}() of ${metric}, a counter of which loadkit keeps only what it grows by`,
    );
  const seconds = range ?? width;
  const many = Math.max(1, Math.round(seconds / width));
  const from = (i: number) => Math.max(0, i - many + 1);
  const unknown = Array.from({ length: points }, (_, i) => {
    const window = spoken.slice(from(i), i + 1);
    return window.filter(Boolean).length < LEAST_READ * window.length;
  });
  const columns = series.map(({ labels, values }) => ({
    labels,
    values: Array.from({ length: points }, (_, i) => of(name, values.slice(from(i), i + 1), seconds, width)),
  }));
  return { columns, unknown };
}

function of(name: Over, window: readonly (number | null)[], range: number, width: number): number | null {
  const read = window.filter((value) => value !== null);
  if (read.length === 0) return null;
  const mean = read.reduce((sum, value) => sum + value, 0) / read.length;
  switch (name) {
    case 'rate':
      return mean * covered(window, range, width);
    case 'increase':
      return mean * covered(window, range, width) * range;
    case 'avg_over_time':
      return mean;
    case 'max_over_time':
      return Math.max(...read);
    case 'min_over_time':
      return Math.min(...read);
  }
}

/**
 * The share of the range for which a series' growth stands: all of it where its readings reach back so far, else as far
 * as they do and half a step more (`extrapolatedRate` in promql/functions.go of Prometheus).
 */
function covered(window: readonly (number | null)[], range: number, width: number): number {
  const first = window.findIndex((value) => value !== null);
  const span = (window.findLastIndex((value) => value !== null) - first + 1) * width;
  return span >= range - 1.1 * width ? 1 : (span + width / 2) / range;
}
