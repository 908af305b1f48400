import { describe, expect, it } from 'vitest';
import { drawServiceTimes } from '../../src/sandbox/draws.ts';

const take = (draw: () => number, n: number) => Array.from({ length: n }, draw);
function moments(values: readonly number[]) {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1);
  return { mean, cv: Math.sqrt(variance) / mean };
}

describe('drawServiceTimes', () => {
  it.each([
    { cv: 0, mean: 1e-10, spread: 1e-10 },
    { cv: 0.25, mean: 0.002, spread: 0.01 },
    { cv: 1, mean: 0.005, spread: 0.01 },
    // its fourth moment is (1 + cv²)^6 = 15,625 times that of a constant: the spread found converges slowly
    { cv: 2, mean: 0.01, spread: 0.12 },
  ])('has the mean and the coefficient of variation $cv', ({ cv, mean, spread }) => {
    const found = moments(take(drawServiceTimes({ service: 0.02, cv, seed: 1 }), 400_000));
    expect(Math.abs(found.mean / 0.02 - 1)).toBeLessThanOrEqual(mean);
    expect(Math.abs(found.cv - cv)).toBeLessThanOrEqual(spread);
  });

  it('is exponential at cv 1: the tails are e^−x', () => {
    const values = take(drawServiceTimes({ service: 2, cv: 1, seed: 9 }), 200_000);
    for (const x of [0.1, 1, 3]) {
      const tail = values.filter((value) => value > 2 * x).length / values.length;
      expect(Math.abs(tail / Math.exp(-x) - 1)).toBeLessThan(0.03);
    }
  });

  it('depends on nothing but its arguments', () => {
    for (const cv of [0, 1, 3]) {
      const of = (seed: number) => take(drawServiceTimes({ service: 0.02, cv, seed }), 50);
      expect(of(4)).toEqual(of(4));
      if (cv > 0) expect(of(4)).not.toEqual(of(5));
    }
  });
});
