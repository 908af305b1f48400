import { expect, test } from 'vitest';
import { chiSquareQuantile } from '../../../src/stats/distributions/chi-square.ts';

// Tables of K. Pearson, "Tables for Statisticians and Biometricians" (1914).
test.each([
  [0.025, 5, 0.8312],
  [0.975, 5, 12.833],
  [0.025, 7, 1.69],
  [0.975, 7, 16.013],
  [0.5, 10, 9.342],
  [0.025, 20, 9.591],
  [0.975, 20, 34.17],
])('the %f quantile of %i degrees of freedom is %f', (p, degrees, quantile) => {
  expect(Math.abs(chiSquareQuantile(p, degrees) / quantile - 1)).toBeLessThan(0.05);
});
