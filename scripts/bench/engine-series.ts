import { type Bits, Histogram } from '../../src/metrics/histogram/histogram.ts';
import type { EncodedFrame, MetricType, Series, SeriesUnit } from '../../src/metrics/lines/lines.ts';

type Tags = Readonly<Record<string, string>>;

/** k6's request phases are kept at 5 bits, everything else at 9 (docs/record.md). */
const COARSE = /^http_req_(blocked|connecting|tls_handshaking|sending|waiting|receiving)$/;

/** One series as the engine keeps it: the second that is filling, and the totals of the run. */
export class EngineSeries {
  readonly line: Series;
  private readonly bits: Bits;
  private count = 0;
  private sum = 0;
  private min = Number.POSITIVE_INFINITY;
  private max = Number.NEGATIVE_INFINITY;
  private last = 0;
  private histogram: Histogram | undefined;
  private totalCount = 0;
  private totalSum = 0;

  constructor(id: number, metric: string, type: MetricType, unit: SeriesUnit, tags: Tags) {
    this.bits = COARSE.test(metric) ? 5 : 9;
    this.line = { t: 'series', id, metric, type, unit, ...(type === 'trend' ? { bits: this.bits } : {}), tags };
  }

  /** Adds a sample; of a rate, whether it is not zero. */
  add(value: number): void {
    this.count += 1;
    this.sum += value;
    this.last = value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (this.line.type !== 'trend') return;
    this.histogram ??= new Histogram(this.bits);
    this.histogram.record(value);
  }

  /** The frame of the second, which then is over; undefined when nothing came. */
  take(): EncodedFrame | undefined {
    const { id, type, unit } = this.line;
    if (this.count === 0) return undefined;
    const sum = unit === 'seconds' ? nanoseconds(this.sum) : this.sum;
    const { count, last, min, max, histogram } = this;
    this.totalCount += count;
    this.totalSum = type === 'gauge' ? last : this.totalSum + sum;
    this.count = this.sum = 0;
    this.min = Number.POSITIVE_INFINITY;
    this.max = Number.NEGATIVE_INFINITY;
    this.histogram = undefined;
    if (type === 'gauge') return [id, count, last, min, max];
    return histogram ? [id, count, sum, min, max, histogram.encode()] : [id, count, sum];
  }

  /** Its part of the closing line. */
  get totals(): readonly [number, number, number] {
    return [this.line.id, this.totalCount, this.totalSum];
  }
}

/** Times as the engine writes them: whole nanoseconds. */
export function nanoseconds(seconds: number): number {
  return Math.round(seconds * 1e9) / 1e9;
}
