import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countBelow,
  jackknifeVariance,
  mean,
  pooledDeviation,
  quantileOfSorted,
  variance,
} from '../../src/stats/moments.ts';

const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 40 });

describe('moments', () => {
  it('of known samples', () => {
    expect(mean([2, 4, 4, 4, 5, 5, 7, 9])).toBe(5);
    expect(variance([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(32 / 7, 12);
    expect(mean([])).toBeNaN();
    expect(variance([1])).toBeNaN();
  });

  it('the deviation that two samples have in common leaves out what lies between them', () => {
    expect(pooledDeviation([1, 2, 3], [101, 102, 103])).toBeCloseTo(1, 12);
    // (2 × 1 + 1 × 8) over 3 degrees of freedom.
    expect(pooledDeviation([1, 2, 3], [4, 8])).toBeCloseTo(Math.sqrt(10 / 3), 12);
    expect(pooledDeviation([1, 3], [5])).toBeCloseTo(Math.SQRT2, 12);
    expect(pooledDeviation([1], [5])).toBe(0);
  });

  it('quantiles are those of type 7', () => {
    const sorted = [1, 2, 3, 4, 9];
    expect([0, 0.25, 0.5, 0.875, 1].map((q) => quantileOfSorted(sorted, q))).toEqual([1, 2, 3, 6.5, 9]);
    expect(quantileOfSorted([7], 0.3)).toBe(7);
    expect(quantileOfSorted([], 0.5)).toBeNaN();
    expect(quantileOfSorted([1, 2, Number.POSITIVE_INFINITY], 0.5)).toBe(2);
    expect(quantileOfSorted([1, 2, Number.POSITIVE_INFINITY], 0.6)).toBe(Number.POSITIVE_INFINITY);
  });

  it("the jackknife of a mean is the mean's variance, exactly", () => {
    fc.assert(
      fc.property(values, (sample) => {
        const leftOut = sample.map((_, left) => mean(sample.filter((_, at) => at !== left)));
        expect(jackknifeVariance(leftOut)).toBeCloseTo(variance(sample) / sample.length, 8);
      }),
    );
  });

  it('how many values lie below a bound, as counted one by one', () => {
    expect([0, 1, 1.5, 3, 4].map((bound) => countBelow([1, 1, 3, 3], bound))).toEqual([0, 0, 2, 2, 4]);
    expect(countBelow([], 1)).toBe(0);
    fc.assert(
      fc.property(values, fc.double({ min: -100, max: 100, noNaN: true }), (sample, bound) => {
        const ascending = Float64Array.from(sample).sort();
        expect(countBelow(ascending, bound)).toBe(sample.filter((value) => value < bound).length);
      }),
    );
  });
});
