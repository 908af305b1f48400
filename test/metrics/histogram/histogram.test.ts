import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Bits,
  bucketBounds,
  bucketIndex,
  bucketMiddle,
  Histogram,
} from '../../../src/metrics/histogram/histogram.ts';

/** Magnitudes a load test can meet, and far beyond: normal doubles of both signs, and zero. */
const value = fc.oneof(
  fc.double({ min: 1e-9, max: 1e5, noNaN: true }),
  fc.double({ min: 1e-300, max: 1e300, noNaN: true }),
  fc.double({ min: -1e5, max: -1e-9, noNaN: true }),
  fc.constantFrom(0, 1, 0.05, 0.2, 1 / 3),
);
const values = fc.array(value, { maxLength: 200 });
const bitsOf = fc.constantFrom<Bits>(9, 5);

function histogramOf(samples: readonly number[], bits: Bits = 9): Histogram {
  const histogram = new Histogram(bits);
  for (const sample of samples) histogram.record(sample);
  return histogram;
}

function merged(...histograms: readonly Histogram[]): Histogram {
  const sum = new Histogram(histograms[0]?.bits ?? 9);
  for (const histogram of histograms) sum.merge(histogram);
  return sum;
}

describe('bucketIndex', () => {
  it('is the exponent and the leading mantissa bits', () => {
    expect(bucketIndex(1, 9)).toBe(1023 * 512);
    expect(bucketIndex(2, 9)).toBe(1024 * 512);
    expect(bucketIndex(1.5, 9)).toBe(1023 * 512 + 256);
    expect(bucketIndex(1, 5)).toBe(1023 * 32);
    expect(bucketIndex(-1, 9)).toBe(-1023 * 512);
    expect([0, -0, 5e-324, -5e-324].map((v) => bucketIndex(v, 9))).toEqual([0, 0, 0, 0]);
  });

  it('puts every value inside its bucket, next to its middle', () => {
    fc.assert(
      fc.property(value, bitsOf, (v, bits) => {
        const index = bucketIndex(v, bits);
        const [lower, upper] = bucketBounds(index, bits);
        expect(lower <= v && v <= upper).toBe(true);
        expect(Math.abs(bucketMiddle(index, bits) - v)).toBeLessThanOrEqual(Math.abs(v) * 2 ** -(bits + 1));
      }),
      { numRuns: 2000 },
    );
  });

  it('rises with the value', () => {
    fc.assert(
      fc.property(value, value, bitsOf, (a, b, bits) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(bucketIndex(low, bits)).toBeLessThanOrEqual(bucketIndex(high, bits));
      }),
    );
  });

  it('has a finite middle up to the largest number', () => {
    expect(bucketBounds(bucketIndex(Number.MAX_VALUE, 9), 9)[1]).toBe(Number.MAX_VALUE);
    expect(bucketMiddle(bucketIndex(Number.MAX_VALUE, 9), 9)).toBeLessThan(Number.MAX_VALUE);
  });
});

describe('merge', () => {
  it('gives the histogram of the union, whatever the order', () => {
    fc.assert(
      fc.property(values, values, values, bitsOf, (a, b, c, bits) => {
        const [x, y, z] = [histogramOf(a, bits), histogramOf(b, bits), histogramOf(c, bits)];
        const union = histogramOf([...a, ...b, ...c], bits);
        expect(merged(x, y, z).encode()).toEqual(union.encode());
        expect(merged(z, y, x).encode()).toEqual(union.encode());
        expect(merged(merged(x, y), z).encode()).toEqual(merged(x, merged(y, z)).encode());
        expect(merged(x, y, z).total).toBe(a.length + b.length + c.length);
      }),
    );
  });

  it('places 9-bit buckets exactly where the values would fall at 5 bits', () => {
    fc.assert(
      fc.property(values, (samples) => {
        const coarse = new Histogram(5);
        coarse.merge(histogramOf(samples, 9));
        expect(coarse.encode()).toEqual(histogramOf(samples, 5).encode());
      }),
    );
  });
});

describe('the wire form', () => {
  it('ends up where it came from', () => {
    fc.assert(
      fc.property(values, bitsOf, (samples, bits) => {
        const histogram = histogramOf(samples, bits);
        const read = new Histogram(bits);
        read.addEncoded(JSON.parse(JSON.stringify(histogram.encode())));
        expect([...read.counts].sort()).toEqual([...histogram.counts].sort());
        expect(read.total).toBe(histogram.total);
      }),
    );
  });

  it('is sparse and ascending, the first index absolute, the others differences', () => {
    const histogram = histogramOf([2, 1, 1, -1]);
    expect(histogram.encode()).toEqual([-523776, 1, 2 * 523776, 2, 512, 1]);
    expect(new Histogram().encode()).toEqual([]);
  });
});

describe('a packed histogram', () => {
  it('says what it said before, and can be added to', () => {
    fc.assert(
      fc.property(values, values, bitsOf, (a, b, bits) => {
        const [plain, packed] = [histogramOf(a, bits), histogramOf(a, bits)];
        packed.pack();
        packed.pack();
        const said = (h: Histogram) => [
          h.encode(),
          h.counts,
          h.total,
          ...[0.01, 0.5, 0.99, 1].map((q) => h.quantile(q)),
        ];
        expect(said(packed)).toEqual(said(plain));
        expect(merged(packed, packed).encode()).toEqual(merged(plain, plain).encode());
        for (const sample of b) {
          plain.record(sample);
          packed.record(sample);
        }
        expect(said(packed)).toEqual(said(plain));
        packed.pack();
        packed.addEncoded(histogramOf(b, bits).encode());
        expect(packed.encode()).toEqual(histogramOf([...a, ...b, ...b], bits).encode());
      }),
    );
  });
});

describe('quantile', () => {
  it('is the value of rank ⌈q·n⌉, within 2^-10 of it', () => {
    const positive = fc.array(fc.double({ min: 1e-6, max: 1e4, noNaN: true }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(positive, fc.constantFrom(0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1), (samples, q) => {
        const sorted = [...samples].sort((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(q * samples.length - 1e-9)) - 1]!;
        const estimate = histogramOf(samples).quantile(q)!;
        expect(Math.abs(estimate - exact) / exact).toBeLessThanOrEqual(2 ** -10);
      }),
    );
  });

  it('does not lose a rank to rounding: 0.07 × 100 is 7.000000000000001', () => {
    const histogram = histogramOf(Array.from({ length: 100 }, (_, i) => i + 1));
    expect(Math.round(histogram.quantile(0.07)!)).toBe(7);
    expect(Math.round(histogram.quantile(0.95)!)).toBe(95);
    expect(Math.round(histogram.quantile(0.29)!)).toBe(29);
  });

  it('is undefined where there is nothing', () => {
    expect(new Histogram().quantile(0.5)).toBeUndefined();
    const one = histogramOf([1]);
    expect([one.atRank(0), one.atRank(2)]).toEqual([undefined, undefined]);
    expect(one.atRank(1)).toBe(bucketMiddle(bucketIndex(1, 9), 9));
  });

  it('counts from the schedule as method.md says: p50 1 ms, p75 50 s, p99 98 s', () => {
    // 10,000 requests of 1 ms at one per 10 ms, then a stall of 100 s in which as many were due.
    const histogram = histogramOf(Array.from({ length: 10_000 }, () => 0.001));
    expect(histogram.quantile(0.9999)).toBeCloseTo(0.001, 5);
    for (let i = 1; i <= 10_000; i++) histogram.record(i / 100);
    expect(histogram.quantile(0.5)).toBeCloseTo(0.001, 5);
    expect(histogram.quantile(0.75)! / 50).toBeCloseTo(1, 2);
    expect(histogram.quantile(0.99)! / 98).toBeCloseTo(1, 2);
  });
});
