import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adjustmentCoefficient } from '../../../src/stats/queueing/lundberg.ts';

test('solves its equation', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-4, max: 1e4, noNaN: true }), (loading) => {
      const x = adjustmentCoefficient(loading);
      expect(x).toBeGreaterThan(0);
      expect(Math.expm1(x) / x).toBeCloseTo(1 + loading, 6 - Math.ceil(Math.log10(1 + loading)));
    }),
  );
});

test('is about twice a small loading', () => {
  expect(adjustmentCoefficient(0.001)).toBeCloseTo(0.002, 5);
  expect(adjustmentCoefficient(1)).toBeCloseTo(1.25643, 5);
});

test.each([0, -1, Number.NaN])('refuses a loading of %s', (loading) => {
  expect(() => adjustmentCoefficient(loading)).toThrow(RangeError);
});
