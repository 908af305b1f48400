import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nonDecreasingRatios } from '../../../src/stats/regression/isotonic.ts';

describe('nonDecreasingRatios', () => {
  it('pools what falls, weighted', () => {
    expect([...nonDecreasingRatios([1, 0, 3], [2, 2, 4], 3)]).toEqual([0.25, 0.25, 0.75]);
    expect([...nonDecreasingRatios([0, 5, 1, 9], [10, 10, 30, 10], 4)]).toEqual([0, 0.15, 0.15, 0.9]);
  });

  it('fills levels without trials from below', () => {
    expect([...nonDecreasingRatios([0, 0, 1, 0, 2], [0, 0, 2, 0, 2], 5)]).toEqual([0, 0, 0.5, 0.5, 1]);
    expect([...nonDecreasingRatios([], [], 3)]).toEqual([0, 0, 0]);
  });

  it('is the max-min formula', () => {
    const level = fc
      .tuple(fc.nat(20), fc.integer({ min: 1, max: 20 }))
      .map(([hits, more]) => [hits, hits + more] as const);
    fc.assert(
      fc.property(fc.array(level, { minLength: 1, maxLength: 12 }), (levels) => {
        const average = (from: number, to: number) => {
          const part = levels.slice(from, to + 1);
          return part.reduce((sum, [hits]) => sum + hits, 0) / part.reduce((sum, [, trials]) => sum + trials, 0);
        };
        const fitted = nonDecreasingRatios(
          levels.map(([hits]) => hits),
          levels.map(([, trials]) => trials),
          levels.length,
        );
        for (let n = 0; n < levels.length; n++) {
          const lows = Array.from({ length: n + 1 }, (_, from) =>
            Math.min(...Array.from({ length: levels.length - n }, (_, more) => average(from, n + more))),
          );
          expect(fitted[n]).toBeCloseTo(Math.max(...lows), 12);
        }
      }),
    );
  });
});
