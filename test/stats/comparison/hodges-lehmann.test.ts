import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differenceAtRank, hodgesLehmann, lowerRank } from '../../../src/stats/comparison/hodges-lehmann.ts';
import { mannWhitney } from '../../../src/stats/comparison/mann-whitney.ts';
import { truth } from './vectors.ts';

const value = fc.double({ min: -1000, max: 1000, noNaN: true });
const sample = fc.array(value, { minLength: 1, maxLength: 12 });

describe('hodgesLehmann', () => {
  it.each(truth.two_sample)('as scipy: $name', ({ a, b, hodges_lehmann_b_minus_a }) => {
    expect(hodgesLehmann(a, b).value).toBeCloseTo(hodges_lehmann_b_minus_a, 12);
  });

  it('finds the difference of every rank', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const [first, second] = [a.toSorted((x, y) => x - y), b.toSorted((x, y) => x - y)];
        const all = first.flatMap((x) => second.map((y) => y - x + 0)).sort((x, y) => x - y);
        expect(all.map((_, at) => differenceAtRank(first, second, at + 1) + 0)).toEqual(all);
      }),
    );
  });

  // Critical values of U, two-sided 5 %: one less than the rank. D. Auble, Bull. Inst. Educ. Res. Indiana 1 (1953).
  it.each([
    [3, 3, 0],
    [4, 4, 1],
    [5, 5, 3],
    [5, 10, 9],
    [10, 10, 24],
    [8, 12, 23],
    [20, 20, 128],
  ])('%i against %i: the rank %i bounds it with 95 %%', (n, m, rank) => {
    expect(lowerRank(n, m, 0.05)).toBe(rank);
    expect(lowerRank(m, n, 0.05)).toBe(rank);
  });

  it('the rank of many values continues that of few', () => {
    // 50 against 50 is counted, 51 against 51 is not: nm/2 − z √(nm(n + m + 1)/12).
    expect(lowerRank(51, 51, 0.05) - lowerRank(50, 50, 0.05)).toBeGreaterThan(20);
    expect(lowerRank(51, 51, 0.05) - lowerRank(50, 50, 0.05)).toBeLessThan(60);
  });

  it('leaves 0 out exactly where the test finds a difference', () => {
    const far = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 8, maxLength: 16 });
    fc.assert(
      fc.property(far, (values) => {
        const [a, b] = [values.slice(0, 4), values.slice(4)];
        const { lower, upper } = hodgesLehmann(a, b);
        expect(lower! > 0 || upper! < 0).toBe(mannWhitney(a, b).pValue <= 0.05);
      }),
    );
  });

  it('moves with the second sample, and turns with the order of the two', () => {
    const whole = fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 4, maxLength: 10 });
    fc.assert(
      fc.property(whole, whole, fc.integer({ min: -50, max: 50 }), (a, b, by) => {
        const here = hodgesLehmann(a, b);
        const moved = hodgesLehmann(
          a,
          b.map((one) => one + by),
        );
        expect(moved).toEqual({ value: here.value + by, lower: here.lower! + by, upper: here.upper! + by });
        const turned = hodgesLehmann(b, a);
        expect([turned.value + here.value, turned.lower! + here.upper!, turned.upper! + here.lower!]).toEqual([
          0, 0, 0,
        ]);
        expect(here.lower!).toBeLessThanOrEqual(here.value);
        expect(here.upper!).toBeGreaterThanOrEqual(here.value);
      }),
    );
  });

  it('of too few values it has no ends', () => {
    expect(hodgesLehmann([1, 2, 3], [4, 5, 6])).toEqual({ value: 3, lower: null, upper: null });
    expect(() => hodgesLehmann([], [1])).toThrow(RangeError);
  });
});
