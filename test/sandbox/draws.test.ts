import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawServiceTimes, drawUniform } from '../../src/sandbox/draws.ts';

const take = (draw: () => number, n: number) => Array.from({ length: n }, draw);
function moments(values: readonly number[]) {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1);
  return { mean, cv: Math.sqrt(variance) / mean };
}

describe('drawUniform', () => {
  it('is uniform: mean, variance, ten bins, neighbours uncorrelated', () => {
    const values = take(drawUniform(42), 200_000);
    const { mean, cv } = moments(values);
    expect(mean).toBeCloseTo(0.5, 2);
    expect((cv * mean) ** 2).toBeCloseTo(1 / 12, 3);
    const bins = new Array<number>(10).fill(0);
    for (const u of values) bins[Math.floor(u * 10)]!++;
    const chiSquared = bins.reduce((sum, count) => sum + (count - 20_000) ** 2 / 20_000, 0);
    expect(chiSquared).toBeLessThan(27.9); // 9 degrees of freedom, p = 0.001
    const products = values.slice(1).reduce((sum, u, i) => sum + (u - 0.5) * (values[i]! - 0.5), 0);
    expect(Math.abs((products / values.length) * 12)).toBeLessThan(0.01);
  });

  it('lies strictly between 0 and 1, the same for the same seed and another for another', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (seed) => {
        const values = take(drawUniform(seed), 20);
        for (const u of values) expect(u > 0 && u < 1).toBe(true);
        expect(take(drawUniform(seed), 20)).toEqual(values);
        expect(take(drawUniform(seed === 0 ? 1 : seed - 1), 20)).not.toEqual(values);
      }),
    );
  });
});

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
