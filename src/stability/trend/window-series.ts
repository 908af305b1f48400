import type { TimedSeries } from './series.ts';

/** A stretch of a run, seconds since the scenario began. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** The values of the windows that lie in a stretch, at their middles; windows without one are left out. */
export function windowSeries(
  values: readonly (number | null | undefined)[],
  bin: number,
  { from, to }: Span,
): TimedSeries {
  const known = values.flatMap((value, at) =>
    typeof value === 'number' && at * bin >= from && (at + 1) * bin <= to ? [{ time: (at + 0.5) * bin, value }] : [],
  );
  return { times: known.map(({ time }) => time), values: known.map(({ value }) => value) };
}
