import type { PlacedLine } from '../lines/lines.ts';

/** Most lines of a source that wait for the mark: ten minutes of setup() or without arrivals. Older ones were before it. */
const MOST_WAITING = 1200;

/** Lines that wait for the mark, at their seconds of the record, with the number of their source. */
export class WaitingLines {
  readonly lines: (readonly [source: number, line: PlacedLine])[] = [];

  /** `sources`: how many there are. */
  add(source: number, line: PlacedLine, sources: number): void {
    this.lines.push([source, line]);
    if (this.lines.length > MOST_WAITING * sources) this.lines.shift();
  }
}
