import type { Timeline } from '../metrics/timeline/timeline.ts';
import type { Watched } from '../metrics/timeline/watched.ts';
import type { ObjectiveResult } from '../objectives/result.ts';
import { gravity, lowerIsBetter } from '../objectives/zone.ts';
import type { Measurement } from '../plan/measurement.ts';
import type { JudgedObjective } from './line.ts';
import { fromBelow, type Within } from './missing/beyond-bounds.ts';
import { readingsFor } from './missing/readings.ts';

/**
 * A line of an objective whose readings are of several series (one of each pod, each disk): that of the worst of them,
 * with its labels in the note. Each must keep the limit by itself, since a mean of four pods hides one that is full.
 * `judge` makes the line of one series, or of all together where none is given: that one stands where all together have no
 * data, and where no series has enough of them alone. `within`: the readings on which it rests. Pure.
 */
export function worstSeries(
  line: JudgedObjective,
  { timeline }: Pick<Measurement, 'timeline'>,
  judge: (series?: Watched) => ObjectiveResult,
  within?: Within,
): ObjectiveResult {
  return fromBelow(worstOf(line, timeline, judge), line, timeline, within);
}

function worstOf(
  { objective, limits }: JudgedObjective,
  timeline: Timeline,
  judge: (series?: Watched) => ObjectiveResult,
): ObjectiveResult {
  const together = judge();
  const series = readingsFor(objective, timeline);
  if (together.zone === 'no-data' || series.length < 2) return together;
  const worseUpwards = lowerIsBetter(limits);
  const each = series.flatMap((one): ObjectiveResult[] => {
    const line = judge(one);
    return line.zone === 'no-data' ? [] : [{ ...line, note: noteOf(line.note, one, series.length) }];
  });
  return (
    each.reduce<ObjectiveResult | undefined>((a, b) => (a && !isWorse(b, a, worseUpwards) ? a : b), undefined) ??
    together
  );
}

function isWorse(a: ObjectiveResult, b: ObjectiveResult, worseUpwards: boolean): boolean {
  if (a.zone !== b.zone) return gravity(a.zone) > gravity(b.zone);
  const beyond = a.actual! - b.actual!;
  return worseUpwards ? beyond > 0 : beyond < 0;
}

function noteOf(note: string | null, { monitor, series }: Watched, of: number): string {
  const labels = Object.entries(series.tags).flatMap(([name, value]) => (name === 'monitor' ? [] : `${name} ${value}`));
  const which = `the worst of ${of} series: ${labels.join(', ') || monitor}`;
  return note === null ? which : `${which}; ${note}`;
}
