import fc from 'fast-check';
import { expect, it } from 'vitest';
import { interpolatedQuantile } from '../../src/stats/interpolated-quantile.ts';

const of = (values: readonly number[], q: number) =>
  interpolatedQuantile(values.length, q, (rank) => values[rank - 1]!);

it.each([
  // k6, metrics/sink_test.go and a run of p(95) over 19 × 10 and one 1000
  [[10], 0.95, 10],
  [[0, 100], 0.5, 50],
  [[...Array.from({ length: 19 }, () => 10), 1000], 0.95, 59.5],
  [[1, 2, 3, 4], 0.25, 1.75],
  [[1, 2, 3, 4], 1, 4],
  [[1, 2, 3, 4], 0, 1],
])('of %j at %d is %d', (values, q, expected) => {
  expect(of(values, q)).toBeCloseTo(expected, 9);
});

it('is nothing of nothing', () => {
  expect(of([], 0.5)).toBeUndefined();
});

it('lies between its neighbours, and grows with q', () => {
  const sorted = fc.array(fc.integer(), { minLength: 1 }).map((values) => values.sort((a, b) => a - b));
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(sorted, share, share, (values, a, b) => {
      const [low, high] = [of(values, Math.min(a, b))!, of(values, Math.max(a, b))!];
      expect(low).toBeGreaterThanOrEqual(values[0]!);
      expect(high).toBeLessThanOrEqual(values.at(-1)!);
      expect(low).toBeLessThanOrEqual(high + 1e-6 * Math.abs(high));
    }),
  );
});
