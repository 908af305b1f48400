import type { Series } from '../lines/lines.ts';
import { matches, type Selector } from '../selector.ts';
import type { Cell } from './cell.ts';
import type { Placing } from './placing.ts';
import type { Entry, Source } from './source.ts';

/** A series of readings that a monitor took beside the load. */
export interface Watched {
  readonly monitor: string;
  /** Whether it may be of the target: false of the generator's machine, where that is another. */
  readonly ofTarget: boolean;
  /** Whether its monitor answers a selector. */
  readonly answers: (selector: Selector) => boolean;
  /** Seconds from one reading to the next. */
  readonly every: number;
  readonly series: Series;
  readonly all: Cell;
  /** Its course over time, window by window; holes where it said nothing. */
  readonly windows: readonly (Cell | undefined)[];
  /** What was read in the judged parts of some stages; in the whole run where `stages` is null. */
  readonly cell: (stages: readonly string[] | null) => Cell;
  /** How many readings these are. */
  readings(stages: readonly string[] | null): number;
}

/** The series of some monitors, in the order in which they were announced. */
export function watchedBy(monitors: readonly Source[], placing: Placing): Watched[] {
  return monitors.flatMap((source) => [...source.entries.values()].map((entry) => watchedOf(source, entry, placing)));
}

function watchedOf(source: Source, { series, all, judged, course }: Entry, placing: Placing): Watched {
  const { monitor, every, ofTarget } = source;
  const cell = (stages: readonly string[] | null) => {
    const sum = all.emptyCopy();
    const parts = stages === null ? [all] : stages.flatMap((stage) => judged.of(stage, placing));
    for (const part of parts) if (part) sum.merge(part);
    return sum;
  };
  return {
    ...{ monitor, ofTarget, every, series, all },
    answers: (selector) => source.answers(selector),
    windows: course?.windows ?? [],
    cell,
    readings: (stages) => cell(stages).count,
  };
}

/** Those that a selector means. */
export function watchedFor(selector: Selector, watched: readonly Watched[]): Watched[] {
  return watched.filter(({ series, answers }) => answers(selector) && matches(selector, series));
}
