import { matches, mayMatch, type Selector } from '../selector.ts';
import { Cell } from './cell.ts';
import type { Entry, Source } from './source.ts';

/** The series that a selector means. */
export function* selected(selector: Selector, sources: Iterable<Source>): Generator<Entry> {
  for (const entry of entriesFor(selector, sources)) if (matches(selector, entry.series)) yield entry;
}

/** The samples of those series, of each what `pick` picks, added; undefined when no series fits. */
export function pool(
  selector: Selector,
  sources: Iterable<Source>,
  pick: (entry: Entry) => readonly (Cell | undefined)[],
): Cell | undefined {
  let pooled: Cell | undefined;
  for (const entry of selected(selector, sources)) {
    for (const cell of pick(entry)) {
      if (!cell) continue;
      pooled ??= new Cell(entry.series.type, entry.series.bits);
      pooled.merge(cell);
    }
  }
  return pooled;
}

/** How many samples might belong to a selector, whose tags the bound on series took. */
export function unknownTo(selector: Selector, sources: Iterable<Source>): number {
  let count = 0;
  for (const { series, all } of entriesFor(selector, sources)) if (mayMatch(selector, series)) count += all.count;
  return count;
}

function* entriesFor(selector: Selector, sources: Iterable<Source>): Generator<Entry> {
  for (const source of sources) if (source.answers(selector)) yield* source.entries.values();
}
