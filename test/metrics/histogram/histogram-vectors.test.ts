import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type Bits,
  bucketBounds,
  bucketIndex,
  bucketMiddle,
  Histogram,
} from '../../../src/metrics/histogram/histogram.ts';

interface Bucket {
  readonly index: number;
  readonly lower: string;
  readonly upper: string;
  readonly representative: string;
}
interface Vectors {
  readonly values: readonly { readonly value: string; readonly bits9: Bucket; readonly bits5: Bucket }[];
  readonly sparse: readonly {
    readonly bits: Bits;
    readonly values: readonly string[];
    readonly encoded: readonly number[];
  }[];
}

const file = new URL('../../fixtures/histogram-vectors.json', import.meta.url);
const present = existsSync(file);
if (!present) process.stderr.write('SKIPPED: test/fixtures/histogram-vectors.json is missing; the engine writes it\n');
const vectors: Vectors = present ? JSON.parse(readFileSync(file, 'utf8')) : { values: [], sparse: [] };

describe.skipIf(!present)('the engine and loadkit agree on', () => {
  it('the bucket of every value, its bounds and its middle', () => {
    expect(vectors.values.length).toBeGreaterThan(20);
    for (const { value, bits9, bits5 } of vectors.values) {
      for (const [bits, bucket] of [[9, bits9] as const, [5, bits5] as const]) {
        const index = bucketIndex(Number(value), bits);
        expect({ value, bits, index }).toEqual({ value, bits, index: bucket.index });
        expect(bucketBounds(index, bits).map((edge) => edge + 0)).toEqual([Number(bucket.lower), Number(bucket.upper)]);
        expect(bucketMiddle(index, bits)).toBe(Number(bucket.representative));
      }
    }
  });

  it('the wire form of whole histograms', () => {
    expect(vectors.sparse.length).toBeGreaterThan(0);
    for (const { bits, values, encoded } of vectors.sparse) {
      const own = new Histogram(bits);
      for (const value of values) own.record(Number(value));
      expect(own.encode()).toEqual(encoded);
      const read = new Histogram(bits);
      read.addEncoded(encoded);
      expect(read.total).toBe(values.length);
    }
  });
});
