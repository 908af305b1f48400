import { packNumbers, unpackNumbers } from './packed.ts';

const view = new DataView(new ArrayBuffer(8));

/** Mantissa bits of a histogram: 9 (relative error of a quantile <= 2^-10) or 5 (k6's request phases, 2^-6). */
export type Bits = 9 | 5;

/** The bucket of a finite number: its IEEE-754 bits shifted right by 52 − bits; mirrored below zero. docs/record.md. */
export function bucketIndex(value: number, bits: Bits): number {
  if (value === 0) return 0;
  view.setFloat64(0, Math.abs(value));
  const index = view.getUint32(0) >>> (20 - bits);
  return value < 0 ? 0 - index : index; // never −0
}

/**
 * Bounds [lower, upper) of a bucket of positive values; mirrored below zero, [0, 0] for index 0. The last ends at the
 * largest number.
 */
export function bucketBounds(index: number, bits: Bits): [number, number] {
  if (index === 0) return [0, 0];
  const size = Math.abs(index);
  const bounds: [number, number] = [edge(size, bits), Math.min(edge(size + 1, bits), Number.MAX_VALUE)];
  return index > 0 ? bounds : [-bounds[1], -bounds[0]];
}

function edge(index: number, bits: Bits): number {
  view.setUint32(0, index << (20 - bits));
  view.setUint32(4, 0);
  return view.getFloat64(0);
}

/** The middle of a bucket: within 2^-(bits+1), relatively, of every value in it. */
export function bucketMiddle(index: number, bits: Bits): number {
  const [lower, upper] = bucketBounds(index, bits);
  return lower + (upper - lower) / 2;
}

const PAGE_BITS = 6;
const PAGE = 2 ** PAGE_BITS;

/**
 * A sparse histogram of float64 values by exponent and leading mantissa bits. Merging equals the histogram of the
 * union. Counts lie in pages of 64 neighbouring buckets: latencies fill a few octaves densely, and hours of load add a
 * hundred million counts, for which a map of buckets takes ten times as long. One that is rarely looked at can be
 * packed.
 */
export class Histogram {
  readonly bits: Bits;
  total = 0;
  private readonly pages = new Map<number, number[]>();
  private packed: Uint8Array | undefined;

  constructor(bits: Bits = 9) {
    this.bits = bits;
  }

  /** Adds `count` observations of `value`. */
  record(value: number, count = 1): void {
    this.addBucket(bucketIndex(value, this.bits), count);
  }

  addBucket(index: number, count: number): void {
    this.page(index >> PAGE_BITS)[index & (PAGE - 1)]! += count;
    this.total += count;
  }

  /** Adds the wire form: index, count, Δindex, count, … */
  addEncoded(encoded: readonly number[]): void {
    let index = 0;
    let number: number | undefined;
    let page: number[] = [];
    for (let i = 0; i + 1 < encoded.length; i += 2) {
      index += encoded[i]!;
      if (index >> PAGE_BITS !== number) {
        number = index >> PAGE_BITS;
        page = this.page(number);
      }
      page[index & (PAGE - 1)]! += encoded[i + 1]!;
      this.total += encoded[i + 1]!;
    }
  }

  /** The wire form, ascending. */
  encode(): number[] {
    if (this.packed) return unpackNumbers(this.packed);
    const encoded: number[] = [];
    let last = 0;
    this.each((index, count) => {
      encoded.push(index - last, count);
      last = index;
    });
    return encoded;
  }

  /** Keeps the counts in a fraction of the memory, until something is added. */
  pack(): void {
    this.packed ??= packNumbers(this.encode());
    this.pages.clear();
  }

  /** The buckets that are not empty with their counts, ascending. */
  get counts(): [index: number, count: number][] {
    const counts: [number, number][] = [];
    this.each((index, count) => {
      counts.push([index, count]);
    });
    return counts;
  }

  /** Adds another histogram; one of fewer bits is placed by the middle of its buckets. */
  merge(other: Histogram): void {
    if (other.bits === this.bits) this.addEncoded(other.encode());
    else other.each((index, count) => this.addBucket(bucketIndex(bucketMiddle(index, other.bits), this.bits), count));
  }

  /**
   * The value of rank `rank` (1-based, ascending): the middle of its bucket. Undefined outside 1..total.
   */
  atRank(rank: number): number | undefined {
    if (rank < 1 || rank > this.total) return undefined;
    let seen = 0;
    let at = 0;
    this.each((index, count) => {
      seen += count;
      at = index;
      return seen >= rank;
    });
    return bucketMiddle(at, this.bits);
  }

  /**
   * The q-quantile by rank: the smallest value with at least ⌈q·n⌉ observations at or below it (k6 interpolates
   * instead).
   */
  quantile(q: number): number | undefined {
    return this.atRank(Math.max(1, Math.ceil(q * this.total - 1e-9)));
  }

  /** Visits the buckets that are not empty, ascending, until a visit says true. */
  private each(visit: (index: number, count: number) => unknown): void {
    if (this.packed) {
      const encoded = unpackNumbers(this.packed);
      for (let i = 0, index = 0; i < encoded.length; i += 2) {
        index += encoded[i]!;
        if (visit(index, encoded[i + 1]!) === true) return;
      }
      return;
    }
    for (const number of [...this.pages.keys()].sort((a, b) => a - b)) {
      const page = this.pages.get(number)!;
      for (let i = 0; i < PAGE; i++) {
        if (page[i]! > 0 && visit(number * PAGE + i, page[i]!) === true) return;
      }
    }
  }

  /** The page of this number, to be written to. */
  private page(number: number): number[] {
    this.unpack();
    let page = this.pages.get(number);
    if (!page) {
      page = new Array<number>(PAGE).fill(0);
      this.pages.set(number, page);
    }
    return page;
  }

  private unpack(): void {
    if (!this.packed) return;
    const { packed, total } = this;
    this.packed = undefined;
    this.addEncoded(unpackNumbers(packed));
    this.total = total;
  }
}
