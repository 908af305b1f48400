import { signedNumber } from '../input/table/csv.ts';
import { readMoment } from '../input/table/moment.ts';
import { median } from '../stats/moments.ts';

/** A row of a series, as it is written. */
export interface SeriesRow {
  /** In its file. */
  readonly line: number;
  readonly value: number;
  readonly build?: string | undefined;
  readonly time?: string | undefined;
}

/** A point of a series: a row, or all rows of one build. */
export interface SeriesPoint {
  /** The first row, counted from 0. */
  readonly row: number;
  /** Of the first row, in its file. */
  readonly line: number;
  readonly value: number;
  readonly build: string | null;
  /** Of the first row. */
  readonly time: string | null;
}

export interface RunSeries {
  readonly rows: number;
  readonly points: readonly SeriesPoint[];
  /** What the times of the points say of their order; unknown without times that can be read. */
  readonly order: 'in-order' | 'out-of-order' | 'newest-first' | 'unknown';
}

/** Rows as points: rows of one build are one, their median, where the build stands first. */
export function seriesOf(rows: readonly SeriesRow[]): RunSeries {
  const builds = new Map<string | number, { readonly row: number; readonly values: number[] }>();
  for (const [row, { value, build }] of rows.entries()) {
    const known = builds.get(build ?? row);
    if (known) known.values.push(value);
    else builds.set(build ?? row, { row, values: [value] });
  }
  const points = [...builds.values()].map(({ row, values }) => {
    const { line, build, time } = rows[row]!;
    return { row, line, value: median(values), build: build ?? null, time: time ?? null };
  });
  return { rows: rows.length, points, order: orderOf(points.map(({ time }) => time)) };
}

function orderOf(times: readonly (string | null)[]): RunSeries['order'] {
  const moments = momentsOf(times);
  if (moments === undefined) return 'unknown';
  const steps = moments.slice(1).map((moment, at) => moment - moments[at]!);
  if (steps.every((step) => step >= 0)) return 'in-order';
  return steps.every((step) => step <= 0) ? 'newest-first' : 'out-of-order';
}

/** Times as numbers that grow with them, where all of them can be read. */
function momentsOf(times: readonly (string | null)[]): readonly number[] | undefined {
  for (const read of [(text: string) => readMoment(text)?.day, signedNumber]) {
    const moments = times.map((time) => (time === null ? undefined : read(time)));
    if (moments.every((moment) => moment !== undefined)) return moments;
  }
  return undefined;
}
