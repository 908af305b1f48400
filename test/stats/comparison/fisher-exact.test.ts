import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fisherExact } from '../../../src/stats/comparison/fisher-exact.ts';

const count = fc.integer({ min: 0, max: 30 });

describe('fisherExact', () => {
  // Fisher's lady: of the 70 ways to choose four cups of eight, 17 hold three or four of the right ones, one all four.
  it.each<[string, Parameters<typeof fisherExact>, number]>([
    [
      'three of four cups of tea',
      [
        [3, 1],
        [1, 3],
      ],
      17 / 70,
    ],
    [
      'four of four cups of tea',
      [
        [4, 0],
        [0, 4],
      ],
      1 / 70,
    ],
    [
      'ten of ten against two of five: C(5, 2) of the C(15, 12) ways',
      [
        [10, 0],
        [2, 3],
      ],
      10 / 455,
    ],
    [
      'seven of ten against two of five',
      [
        [7, 3],
        [2, 3],
      ],
      1435 / 5005,
    ],
    [
      'nothing to choose from',
      [
        [0, 3],
        [0, 4],
      ],
      1,
    ],
    [
      'an empty group',
      [
        [3, 1],
        [0, 0],
      ],
      1,
    ],
  ])('%s', (_, table, p) => expect(fisherExact(...table)).toBeCloseTo(p, 12));

  it('is a probability, the same from the other corner of the table, and with the other tail more than all by the table itself', () => {
    fc.assert(
      fc.property(count, count, count, count, (a, b, c, d) => {
        const p = fisherExact([a, b], [c, d]);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(fisherExact([d, c], [b, a])).toBeCloseTo(p, 10);
        // The two tails share the table that is there.
        expect(p + fisherExact([c, d], [a, b])).toBeGreaterThanOrEqual(1 - 1e-10);
      }),
    );
  });

  it('refuses what is no count', () => {
    expect(() => fisherExact([-1, 2], [0, 1])).toThrow(RangeError);
    expect(() => fisherExact([1, 0.5], [0, 1])).toThrow(RangeError);
  });
});
