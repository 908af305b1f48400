import { expect, test } from 'vitest';
import { fTail } from '../../../src/stats/distributions/f-distribution.ts';

/** Tables of F (Draper and Smith, appendix): what is exceeded with 5 and 1 %. */
test.each([
  [161.4476, 1, 1, 0.05],
  [4.964603, 1, 10, 0.05],
  [3.325835, 5, 10, 0.05],
  [5.636326, 5, 10, 0.01],
  [99, 2, 2, 0.01],
  [29.4567, 3, 3, 0.01],
  [2.0, 2, 2, 1 / 3],
])('P(F > %s) with %s and %s degrees of freedom is %s', (f, numerator, denominator, tail) => {
  expect(fTail(f, numerator, denominator)).toBeCloseTo(tail, 6);
});

test('at the ends', () => {
  expect(fTail(0, 3, 7)).toBe(1);
  expect(fTail(Number.POSITIVE_INFINITY, 3, 7)).toBe(0);
  expect(() => fTail(Number.NaN, 3, 7)).toThrow(RangeError);
  expect(() => fTail(1, 0, 7)).toThrow(RangeError);
});
