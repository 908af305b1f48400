import { expect, test } from 'vitest';
import { autocorrelation } from '../../src/stats/autocorrelation.ts';

const steps = (n: number) => Array.from({ length: n }, (_, i) => i);

test('by hand: 1, −1, 1, −1 is −1 at lag 1 and 1 at lag 2', () => {
  const values = [1, -1, 1, -1];
  expect(autocorrelation(values, steps(4), 1)).toBeCloseTo(-1, 12);
  expect(autocorrelation(values, steps(4), 2)).toBeCloseTo(1, 12);
  expect(autocorrelation([1, 2, -3], steps(3), 1)).toBeCloseTo((1 * 2 + 2 * -3) / 2 / (14 / 3), 12);
});

test('a season comes back after its length', () => {
  const values = steps(84).map((i) => Math.sin((2 * Math.PI * i) / 7));
  expect(autocorrelation(values, steps(84), 7)).toBeCloseTo(1, 10);
  expect(autocorrelation(values, steps(84), 3)).toBeLessThan(-0.8);
});

test('a gap leaves pairs out instead of closing up', () => {
  const values = [1, -1, 1, -1];
  const gapped = [0, 1, 3, 4];
  expect(autocorrelation(values, gapped, 1)).toBeCloseTo(-1, 12);
  expect(autocorrelation(values, gapped, 2)).toBeCloseTo(-1, 12);
});

test('is no number without a pair, or of nothing but zeros', () => {
  expect(autocorrelation([1, 2, 3], steps(3), 5)).toBeNaN();
  expect(autocorrelation([0, 0, 0], steps(3), 1)).toBeNaN();
});
