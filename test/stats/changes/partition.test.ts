import fc from 'fast-check';
import { expect, it } from 'vitest';
import { partition } from '../../../src/stats/changes/partition.ts';
import { mean } from '../../../src/stats/moments.ts';

const costOf = (values: readonly number[], cuts: readonly number[], penalty: number) =>
  [0, ...cuts].reduce((sum, from, at) => {
    const level = values.slice(from, cuts[at] ?? values.length);
    return sum + level.reduce((total, value) => total + (value - mean(level)) ** 2, 0) + (at === 0 ? 0 : penalty);
  }, 0);

/** Every way to cut so many points into levels of two points at least. */
function everyWay(n: number, from = 0): number[][] {
  const later = Array.from({ length: Math.max(0, n - from - 3) }, (_, i) => from + 2 + i);
  return [[], ...later.flatMap((cut) => everyWay(n, cut).map((rest) => [cut, ...rest]))];
}

it('no way to cut costs less', () => {
  const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 4, maxLength: 11 });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 400 }), (series, penalty) => {
      const least = Math.min(...everyWay(series.length).map((cuts) => costOf(series, cuts, penalty)));
      const cuts = partition(series, penalty, 2);
      expect(costOf(series, cuts, penalty)).toBeCloseTo(least, 9);
      const bounds = [0, ...cuts, series.length];
      for (const [at, to] of bounds.slice(1).entries()) expect(to - bounds[at]!).toBeGreaterThanOrEqual(2);
    }),
  );
});

it('large values lose no digits', () => {
  const values = Array.from({ length: 40 }, (_, i) => 1e9 + (i % 2) + (i < 20 ? 0 : 5));
  expect(partition(values, 10, 6)).toEqual([20]);
});
