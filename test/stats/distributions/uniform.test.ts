import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawUniform } from '../../../src/stats/distributions/uniform.ts';

const take = (draw: () => number, n: number) => Array.from({ length: n }, draw);

describe('drawUniform', () => {
  it('is uniform: mean, variance, ten bins, neighbours uncorrelated', () => {
    const values = take(drawUniform(42), 200_000);
    const mean = values.reduce((sum, u) => sum + u, 0) / values.length;
    const variance = values.reduce((sum, u) => sum + (u - mean) ** 2, 0) / values.length;
    expect(mean).toBeCloseTo(0.5, 2);
    expect(variance).toBeCloseTo(1 / 12, 3);
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
