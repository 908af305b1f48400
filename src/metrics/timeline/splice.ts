import type { EncodedFrame, End, EngineLine, Series } from '../lines/lines.ts';
import { addRests } from './ends.ts';

/** All engines that ran one after the other are one source. */
export const SOURCE = 0;

/** A line of an engine as the record of several keeps it. */
type Spliced = Exclude<EngineLine, End> & { readonly source: number };

/**
 * Makes one timeline of the lines of engines that ran one after the other: seconds count on, a series keeps the id that
 * it was given first, of the greetings the first is kept, and one closing line adds the totals of all.
 */
export class Splice {
  private engines = 0;
  private offset = 0;
  private readonly ids = new Map<string, number>();
  /** Of the engine's ids those of the record. */
  private own = new Map<number, number>();
  private readonly totals = new Map<number, [count: number, sum: number]>();
  private readonly gauges = new Set<number>();
  private sums: ReturnType<typeof addRests> = { other: 0, invalid: 0, lost: 0, untyped: {} };
  private ended = 0;
  private greeted = false;

  /** The next engine's second 0 is the record's second `offset`. */
  next(offset: number): void {
    this.engines += 1;
    this.offset = offset;
    this.own = new Map();
  }

  /** The line as the record keeps it; undefined where it needs none. */
  take(line: EngineLine): Spliced | undefined {
    const { offset } = this;
    switch (line.t) {
      case 'hello': {
        const first = !this.greeted;
        this.greeted = true;
        return first ? { ...line, source: SOURCE } : undefined;
      }
      case 'series':
        return this.announce(line);
      case 'frame':
        return { ...line, s: line.s + offset, d: line.d.map((frame) => this.framed(frame)), source: SOURCE };
      case 'exemplar':
        return { ...line, s: line.s + offset, id: this.idOf(line.id), source: SOURCE };
      case 'gen':
        return { ...line, s: line.s + offset, source: SOURCE };
      case 'mark':
        return { ...line, at: line.at + offset, source: SOURCE };
      case 'census':
        return { ...line, from: line.from + offset, to: line.to + offset, source: SOURCE };
      // The load of a search replaces the script's own options, thresholds included.
      case 'thresholds':
        return undefined;
      case 'end':
        this.close(line);
        return undefined;
    }
  }

  /** The closing line of all; undefined as long as an engine's is missing. */
  end(second: number): (End & { readonly source: number }) | undefined {
    if (this.ended < this.engines) return undefined;
    const totals = [...this.totals].map(([id, [count, sum]]) => [id, count, sum] as const);
    return { t: 'end', s: second, totals, ...this.sums, source: SOURCE };
  }

  private announce(series: Series): Spliced | undefined {
    const { t: _, id, ...named } = series;
    const key = JSON.stringify(named);
    const known = this.ids.get(key);
    const own = known ?? this.ids.size;
    this.own.set(id, own);
    if (known !== undefined) return undefined;
    this.ids.set(key, own);
    if (series.type === 'gauge') this.gauges.add(own);
    return { ...series, id: own, source: SOURCE };
  }

  private framed([id, ...rest]: EncodedFrame): EncodedFrame {
    return [this.idOf(id), ...rest];
  }

  /** A frame without its series is the reader's to count: no other id may be taken for it. */
  private idOf(id: number): number {
    return this.own.get(id) ?? -1;
  }

  private close(end: End): void {
    this.ended += 1;
    for (const [id, count, sum] of end.totals) {
      const own = this.idOf(id);
      const before = this.totals.get(own) ?? [0, 0];
      this.totals.set(own, [before[0] + count, this.gauges.has(own) ? sum : before[1] + sum]);
    }
    this.sums = addRests(this.sums, end);
  }
}
