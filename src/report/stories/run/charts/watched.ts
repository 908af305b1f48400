import type { ChartSeries, WatchedSeries } from '../../../../result/chart-series.ts';
import type { Result } from '../../../../result/result.ts';
import { formatSpan } from '../../../../units/format.ts';
import type { Chart, Ink, TimeFrame } from '../../../charts/chart.ts';
import { readingLimits } from './limits.ts';
import { spokenRange } from './spoken-range.ts';

/** As many lines as can be told apart. */
const INKS: readonly Ink[] = ['s1', 's2', 's3'];

/**
 * What monitors read, on the time axis of the load: a chart for each reading, with a line for each of its series; those
 * that an objective limits come first.
 */
export function watchedCharts(result: Result, { watched, bin }: ChartSeries, frame: TimeFrame): Chart[] {
  const measured = watched.filter(({ values }) => values.some((value) => value !== null));
  const readings = [...new Set(measured.map(readingOf))].map((name) => {
    const all = measured.filter((one) => readingOf(one) === name);
    const drawn = [...all].sort((a, b) => mostOf(b) - mostOf(a)).slice(0, INKS.length);
    return { all, drawn, limits: readingLimits(result, drawn) };
  });
  const isLimited = ({ limits }: (typeof readings)[number]) => Number(limits.length > 0);
  readings.sort((a, b) => isLimited(b) - isLimited(a));
  return readings.map(({ all, drawn, limits }, i) => {
    const [{ monitor, metric, unit, of }] = drawn as [WatchedSeries];
    const left = all.length - drawn.length;
    return {
      ...frame,
      id: `watched-${i + 1}`,
      stack: 'watched',
      height: 130,
      title: metric,
      subtitle: of === 'generator' ? `of the generator, read by ${monitor}` : `read by ${monitor}`,
      description: spokenRange(metric, drawn[0]!.values, unit),
      unit,
      lines: drawn.map((one, at) => ({ name: lineName(one), ink: INKS[at]!, width: 2, values: one.values })),
      limits,
      source: `mean of ${formatSpan(bin)} windows; a window without a reading is a gap${left > 0 ? `; ${left} more series are not drawn` : ''}`,
    };
  });
}

function readingOf({ monitor, metric, unit }: WatchedSeries): string {
  return JSON.stringify([monitor, metric, unit]);
}

function mostOf({ values }: WatchedSeries): number {
  return values.reduce<number>((most, value) => Math.max(most, value ?? most), Number.NEGATIVE_INFINITY);
}

/** What tells a series from the others of its reading: its tags. */
function lineName({ metric, tags: { monitor: _, ...tags } }: WatchedSeries): string {
  return Object.values(tags).join(' ') || metric;
}
