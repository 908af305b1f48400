import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packNumbers, unpackNumbers } from '../../../src/metrics/histogram/packed.ts';

/** Differences of bucket indices, and counts far beyond what 32 bits hold. */
const number = fc.oneof(
  fc.integer({ min: -2_000_000, max: 2_000_000 }),
  fc.maxSafeInteger().map((n) => Math.trunc(n / 4)),
);

describe('packed numbers', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.array(number), (numbers) => {
        // The sum makes 0 of −0.
        const whole = numbers.map((n) => n + 0);
        expect(unpackNumbers(packNumbers(whole))).toEqual(whole);
      }),
    );
    const large = [2 ** 32, 2 ** 51, -(2 ** 51), 0, -1];
    expect(unpackNumbers(packNumbers(large))).toEqual(large);
  });

  it('are zigzag numbers to the base 128', () => {
    expect([...packNumbers([0, -1, 1, 63, -64, 64, 150])]).toEqual([0, 1, 2, 126, 127, 128, 1, 172, 2]);
    expect(packNumbers([])).toHaveLength(0);
  });
});
