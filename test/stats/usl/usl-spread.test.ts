import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitUsl } from '../../../src/stats/usl/usl-fit.ts';
import { uslSpread } from '../../../src/stats/usl/usl-spread.ts';

/** Runs at each concurrency whose deviations are as large everywhere, or grow with the throughput. */
const runs = (deviation: (throughput: number) => number, each = [-1, 0.2, 0.8]) =>
  [1, 2, 4, 8, 16, 32].flatMap((concurrency) => {
    const middle = (10 * concurrency) / (1 + 0.02 * (concurrency - 1));
    return each.map((side) => ({ concurrency, throughput: middle + side * deviation(middle) }));
  });

it('one deviation for all is equal, one share for all is relative', () => {
  expect(uslSpread(runs(() => 2))).toBe('equal');
  expect(uslSpread(runs((throughput) => 0.05 * throughput))).toBe('relative');
});

it('is equal where it is not clear, where a concurrency has one run, and where the runs do not differ', () => {
  expect(uslSpread(runs(Math.sqrt))).toBe('equal');
  expect(uslSpread([...runs((throughput) => 0.05 * throughput), { concurrency: 64, throughput: 300 }])).toBe('equal');
  expect(uslSpread(runs(() => 0))).toBe('equal');
  expect(uslSpread(runs(() => 0, [0]))).toBe('equal');
});

it('does not depend on the unit of throughput', () => {
  const sets = fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(sets, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (factors, unit) => {
      const points = factors.map((factor, i) => ({ concurrency: 1 + (i >> 1), throughput: factor * (1 + i) }));
      const scaled = points.map((point) => ({ ...point, throughput: point.throughput * unit }));
      expect(uslSpread(scaled)).toBe(uslSpread(points));
    }),
  );
});

it('relative weights make the shares small, equal ones the differences', () => {
  const points = runs((throughput) => 0.2 * throughput, [1, -1]).map((point, i) => ({
    ...point,
    throughput: point.throughput * (i === 11 ? 0.6 : 1),
  }));
  const residual = (weights: 'equal' | 'relative', of: (d: number, x: number) => number) => {
    const { sigma, kappa, lambda } = fitUsl(points, weights)!.coefficients;
    return points.reduce((sum, { concurrency: n, throughput }) => {
      const fitted = (lambda * n) / (1 + sigma * (n - 1) + kappa * n * (n - 1));
      const middle = points
        .filter(({ concurrency }) => concurrency === n)
        .reduce((all, p) => all + p.throughput / 2, 0);
      return sum + of(throughput - fitted, middle);
    }, 0);
  };
  const absolute = (d: number) => d * d;
  const share = (d: number, x: number) => (d / x) ** 2;
  expect(residual('equal', absolute)).toBeLessThan(residual('relative', absolute));
  expect(residual('relative', share)).toBeLessThan(residual('equal', share));
});
