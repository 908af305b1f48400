import { expect, it } from 'vitest';
import { normalQuantile } from '../../../src/stats/distributions/binomial.ts';
import { normalTail } from '../../../src/stats/distributions/normal-tail.ts';

it.each([
  [0, 0.5],
  [1, 0.158655253931457],
  [1.959963984540054, 0.025],
  [2.5, 0.00620966532577613],
  [5, 2.866515718791939e-7],
  [10, 7.61985302416052e-24],
  [-1, 0.841344746068543],
])('P(Z > %f) = %f', (z, p) => expect(Math.abs(normalTail(z) / p - 1)).toBeLessThan(1e-12));

it('undoes the quantile', () => {
  for (let p = 0.49; p > 1e-200; p *= 0.7) expect(normalTail(-normalQuantile(p)) / p).toBeCloseTo(1, 10);
});

it('is 0 where no number is left', () => expect(normalTail(60)).toBe(0));
