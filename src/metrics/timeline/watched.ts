import type { Series } from '../lines/lines.ts';
import { matches, type Selector } from '../selector.ts';
import type { Cell } from './cell.ts';
import type { Placing } from './placing.ts';
import type { Entry, Source } from './source.ts';

/** A series of readings that a monitor took beside the load. */
export interface Watched {
  readonly monitor: string;
  /** Seconds from one reading to the next. */
  readonly every: number;
  readonly series: Series;
  readonly all: Cell;
  /** Its course over time, window by window; holes where it said nothing. */
  readonly windows: readonly (Cell | undefined)[];
  /** Readings in the judged parts of some stages; in the whole run where `stages` is null. */
  readings(stages: readonly string[] | null): number;
}

/** The series of some monitors, in the order in which they were announced. */
export function watchedBy(monitors: readonly Source[], placing: Placing): Watched[] {
  return monitors.flatMap((source) => [...source.entries.values()].map((entry) => watchedOf(source, entry, placing)));
}

function watchedOf({ monitor, every }: Source, { series, all, judged, course }: Entry, placing: Placing): Watched {
  const readings = (stages: readonly string[]) =>
    stages.flatMap((stage) => judged.of(stage, placing)).reduce((sum, cell) => sum + (cell?.count ?? 0), 0);
  return {
    ...{ monitor, every, series, all },
    windows: course?.windows ?? [],
    readings: (stages) => (stages === null ? all.count : readings(stages)),
  };
}

/** Those that a selector means. */
export function watchedFor(selector: Selector, watched: readonly Watched[]): Watched[] {
  return watched.filter(({ series }) => matches(selector, series));
}
