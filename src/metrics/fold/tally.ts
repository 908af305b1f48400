import type { MetricKind } from '../catalogue.ts';
import { type Bits, Histogram } from '../histogram/histogram.ts';
import type { EncodedFrame } from '../lines/lines.ts';

/** What is counted of one second of one series, whatever its type; `histogram` only where asked for. */
export interface Counted {
  readonly count: number;
  readonly nonzero: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly last: number;
  /** In the wire form. */
  readonly histogram: readonly number[];
}

/** Counts the samples of one second of one series. */
export class Tally {
  private count = 0;
  private nonzero = 0;
  private sum = 0;
  private min = Number.POSITIVE_INFINITY;
  private max = Number.NEGATIVE_INFINITY;
  private last = 0;
  private readonly histogram: Histogram | undefined;

  /** Without bits there is no histogram. */
  constructor(bits: Bits | undefined) {
    this.histogram = bits && new Histogram(bits);
  }

  /** Adds a finite value. */
  add(value: number): void {
    this.count += 1;
    if (value !== 0) this.nonzero += 1;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    this.last = value;
    this.histogram?.record(value);
  }

  /** What was counted. JSON has no infinities: a sum that overflowed is the largest number. */
  close(): Counted {
    const { count, nonzero, min, max, last } = this;
    const sum = Math.max(-Number.MAX_VALUE, Math.min(this.sum, Number.MAX_VALUE));
    return { count, nonzero, sum, min, max, last, histogram: this.histogram?.encode() ?? [] };
  }
}

/** A frame's entry as docs/record.md defines it. A sum of times is rounded to nanoseconds, k6's own resolution. */
export function entryOf(id: number, { type, unit }: MetricKind, counted: Counted): EncodedFrame {
  const { count, nonzero, min, max, last, histogram } = counted;
  const sum = unit === 'seconds' ? nanoseconds(counted.sum) : counted.sum;
  switch (type) {
    case 'counter':
      return [id, count, sum];
    case 'rate':
      return [id, count, nonzero];
    case 'gauge':
      return [id, count, last, min, max];
    case 'trend':
      return [id, count, sum, min, max, histogram];
  }
}

/** Makes a number of seconds a whole number of nanoseconds, where doubles still tell these apart. */
export function nanoseconds(seconds: number): number {
  return Math.abs(seconds) < 1e6 ? Math.round(seconds * 1e9) / 1e9 : seconds;
}
