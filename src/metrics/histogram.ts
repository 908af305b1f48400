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

/** Bounds [lower, upper) of a bucket of positive values; mirrored below zero, [0, 0] for index 0. The last ends at the largest number. */
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

/** A sparse histogram of float64 values by exponent and leading mantissa bits. Merging equals the histogram of the union. */
export class Histogram {
  readonly bits: Bits;
  readonly counts = new Map<number, number>();
  total = 0;

  constructor(bits: Bits = 9) {
    this.bits = bits;
  }

  /** Adds `count` observations of `value`. */
  record(value: number, count = 1): void {
    this.addBucket(bucketIndex(value, this.bits), count);
  }

  addBucket(index: number, count: number): void {
    this.counts.set(index, (this.counts.get(index) ?? 0) + count);
    this.total += count;
  }

  /** Adds the wire form: index, count, Δindex, count, … */
  addEncoded(encoded: readonly number[]): void {
    let index = 0;
    for (let i = 0; i + 1 < encoded.length; i += 2) {
      index += encoded[i]!;
      this.addBucket(index, encoded[i + 1]!);
    }
  }

  /** The wire form, ascending. */
  encode(): number[] {
    const encoded: number[] = [];
    let last = 0;
    for (const index of this.indices()) {
      encoded.push(index - last, this.counts.get(index)!);
      last = index;
    }
    return encoded;
  }

  /** Adds another histogram; one of fewer bits is placed by the middle of its buckets. */
  merge(other: Histogram): void {
    for (const [index, count] of other.counts) {
      this.addBucket(other.bits === this.bits ? index : bucketIndex(bucketMiddle(index, other.bits), this.bits), count);
    }
  }

  /**
   * The value of rank `rank` (1-based, ascending): the middle of its bucket. Undefined outside 1..total.
   */
  atRank(rank: number): number | undefined {
    if (rank < 1 || rank > this.total) return undefined;
    let seen = 0;
    for (const index of this.indices()) {
      seen += this.counts.get(index)!;
      if (seen >= rank) return bucketMiddle(index, this.bits);
    }
    return undefined;
  }

  /** The q-quantile by rank: the smallest value with at least ⌈q·n⌉ observations at or below it (k6 interpolates instead). */
  quantile(q: number): number | undefined {
    return this.atRank(Math.max(1, Math.ceil(q * this.total - 1e-9)));
  }

  private indices(): number[] {
    return [...this.counts.keys()].sort((a, b) => a - b);
  }
}
