import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attainablePrecision, secondsForPrecision } from '../../../src/capacity/search/precision.ts';

const positive = (max: number) => fc.double({ min: 0.01, max, noNaN: true });

describe('what precision a rate and a time allow', () => {
  it('±3 % at 50 requests/s takes about 15 minutes', () => {
    expect(secondsForPrecision(50, 0.03) / 60).toBeCloseTo(15.2, 1);
  });

  it('the time for what a time allows is that time', () => {
    fc.assert(
      fc.property(positive(1e4), positive(1e5), (rate, seconds) => {
        const { steady, typical, heavyTailed } = attainablePrecision(rate, seconds);
        expect(steady).toBeLessThan(typical);
        expect(typical).toBeLessThan(heavyTailed);
        expect(secondsForPrecision(rate, typical) / seconds).toBeCloseTo(1, 9);
      }),
    );
  });

  it.each([
    [0, 1],
    [1, 0],
    [Number.NaN, 1],
    [1, Number.POSITIVE_INFINITY],
  ])('refuses %s, %s', (a, b) => {
    expect(() => attainablePrecision(a, b)).toThrow(RangeError);
    expect(() => secondsForPrecision(a, b)).toThrow(RangeError);
  });
});
