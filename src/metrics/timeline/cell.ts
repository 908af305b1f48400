import { type Bits, bucketMiddle, Histogram } from '../histogram/histogram.ts';
import type { EncodedFrame, MetricType } from '../lines/lines.ts';

/**
 * What is kept of the samples of one series (or of several, added) over some time. Meaning of `sum` by k6 type:
 * counter: sum of values · rate: number of non-zero samples · trend: sum of values · gauge: unused.
 */
export class Cell {
  readonly type: MetricType;
  readonly bits: Bits;
  count = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  last: number | undefined;
  private lastAt = Number.NEGATIVE_INFINITY;
  histogram: Histogram | undefined;

  constructor(type: MetricType, bits: Bits = 9) {
    this.type = type;
    this.bits = bits;
  }

  /**
   * Adds one frame entry as it stands on the wire (docs/record.md). The second decides which value of a gauge is the
   * last.
   */
  addFrame(frame: EncodedFrame, second = 0): void {
    this.count += frame[1] as number;
    if (this.type === 'gauge') {
      this.keepLast(frame[2] as number, second);
      this.min = Math.min(this.min, frame[3] as number);
      this.max = Math.max(this.max, frame[4] as number);
      return;
    }
    this.sum += frame[2] as number;
    if (this.type !== 'trend') return;
    this.min = Math.min(this.min, frame[3] as number);
    this.max = Math.max(this.max, frame[4] as number);
    this.histogram ??= new Histogram(this.bits);
    this.histogram.addEncoded(frame[5] as readonly number[]);
  }

  /** Adds how many samples an entry has, and their sum, alone. */
  addNumbers([, count, sum]: EncodedFrame): void {
    this.count += count as number;
    if (this.type !== 'gauge') this.sum += sum as number;
  }

  /** A cell for the same metric without samples. */
  emptyCopy(): Cell {
    return new Cell(this.type, this.bits);
  }

  private keepLast(value: number, second: number): void {
    if (second < this.lastAt) return;
    this.last = value;
    this.lastAt = second;
  }

  /** Adds another cell of the same metric. */
  merge(other: Cell): void {
    this.count += other.count;
    this.sum += other.sum;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
    if (other.last !== undefined) this.keepLast(other.last, other.lastAt);
    if (!other.histogram) return;
    this.histogram ??= new Histogram(this.bits);
    this.histogram.merge(other.histogram);
  }

  /** Mean of a trend, ratio of a rate, undefined without samples. */
  get mean(): number | undefined {
    return this.count > 0 ? this.sum / this.count : undefined;
  }

  /** Standard deviation of a trend, from the middles of its buckets; 0 below two samples. */
  get deviation(): number {
    if (!this.histogram || this.count < 2) return 0;
    const mean = this.sum / this.count;
    let squares = 0;
    for (const [index, count] of this.histogram.counts) squares += count * (bucketMiddle(index, this.bits) - mean) ** 2;
    return Math.sqrt(squares / (this.count - 1));
  }

  /** The q-quantile by rank, kept inside the exact minimum and maximum. */
  quantile(q: number): number | undefined {
    const value = this.histogram?.quantile(q);
    return value === undefined ? undefined : Math.min(this.max, Math.max(this.min, value));
  }

  /** The value at a rank, kept inside the exact minimum and maximum. */
  atRank(rank: number): number | undefined {
    const value = this.histogram?.atRank(rank);
    return value === undefined ? undefined : Math.min(this.max, Math.max(this.min, value));
  }
}
