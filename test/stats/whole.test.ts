import fc from 'fast-check';
import { ceil, floor } from 'mathjs';
import { expect, test } from 'vitest';
import { wholeDown, wholeUp } from '../../src/stats/whole.ts';

test('the noise of binary fractions is no whole number more', () => {
  expect(wholeUp((0.1 * 3) / 0.1)).toBe(3);
  expect(wholeUp(0.7 * 10)).toBe(7);
  expect(wholeUp(3.0001)).toBe(4);
  expect(wholeUp(0)).toBe(0);
  expect(wholeUp(-0.5)).toBe(-0);
  expect([wholeDown(55 / 1.1), wholeDown(2.9999999999999996), wholeDown(2.99)]).toEqual([50, 3, 2]);
});

// Within 1e-12 of nothing mathjs rounds up; no plan counts such numbers.
test('as mathjs rounds, which recomputes it', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1e6, noNaN: true }), fc.integer({ min: 1, max: 1000 }), (x, n) => {
      for (const at of [x, n, n / 3, (n / 10) * 10, n * 1.1, n + 1e-15])
        expect([wholeUp(at), wholeDown(at)]).toEqual([ceil(at), floor(at)]);
    }),
  );
});
