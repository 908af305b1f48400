import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Ceiling, ceilingThroughput, fitCeiling } from '../../../src/stats/usl/ceiling-fit.ts';

const pointsOf = (curve: Ceiling, concurrencies: readonly number[]) =>
  concurrencies.map((concurrency) => ({ concurrency, throughput: ceilingThroughput(curve, concurrency) }));

describe('the curve', () => {
  it('of sharpness 1 is Amdahl’s law: λ′N/(1 + σ(N − 1)) with λ′ = λ(1 − σ), C = λ′/σ', () => {
    const [sigma, first] = [0.1, 9];
    const curve = { lambda: first / (1 - sigma), ceiling: first / sigma, sharpness: 1 };
    for (const n of [1, 2, 5, 30, 1e6])
      expect(ceilingThroughput(curve, n)).toBeCloseTo((first * n) / (1 + sigma * (n - 1)), 8);
  });

  it('of great sharpness is a hard cap, and no power overflows', () => {
    const curve = { lambda: 10, ceiling: 320, sharpness: 64 };
    expect(ceilingThroughput(curve, 10)).toBeCloseTo(100, 9);
    expect(ceilingThroughput(curve, 32)).toBeCloseTo(320 * 2 ** (-1 / 64), 9);
    expect(ceilingThroughput(curve, 1e9)).toBe(320);
    expect(ceilingThroughput(curve, 1e-9)).toBeCloseTo(1e-8, 20);
  });

  it('property: rises, below λN and below the ceiling', () => {
    const positive = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
    const sharpness = fc.double({ min: 1, max: 64, noNaN: true });
    fc.assert(
      fc.property(positive, positive, sharpness, positive, positive, (lambda, ceiling, p, one, more) => {
        const curve = { lambda, ceiling, sharpness: p };
        const [low, high] = [ceilingThroughput(curve, one), ceilingThroughput(curve, one + more)];
        expect(high).toBeGreaterThanOrEqual(low * (1 - 1e-12));
        expect(low).toBeLessThanOrEqual(Math.min(lambda * one, ceiling) * (1 + 1e-12));
      }),
    );
  });
});

describe('the fit', () => {
  it.each([1, 2, 4, 64])('finds the curve again: sharpness %s', (sharpness) => {
    const curve = { lambda: 31.5, ceiling: 320, sharpness };
    const { coefficients, sse } = fitCeiling(pointsOf(curve, [1, 2, 4, 8, 12, 16, 24, 32, 64]))!;
    expect(coefficients.sharpness).toBe(sharpness);
    expect(coefficients.lambda / 31.5).toBeCloseTo(1, 8);
    expect(coefficients.ceiling / 320).toBeCloseTo(1, 8);
    expect(sse).toBeLessThan(1e-12);
  });

  it('by shares where the weights are relative', () => {
    const points = [
      { concurrency: 1, throughput: 10 },
      { concurrency: 2, throughput: 20 },
      { concurrency: 5, throughput: 50 },
      { concurrency: 100, throughput: 110 },
      { concurrency: 200, throughput: 110 },
      { concurrency: 400, throughput: 90 },
      { concurrency: 800, throughput: 90 },
    ];
    // Equal weights: the mean; 1/X²: Σ(1/X) / Σ(1/X²).
    expect(fitCeiling(points)!.coefficients.ceiling).toBeCloseTo(100, 3);
    const relative = (1 / 90 + 1 / 110) / (1 / 90 ** 2 + 1 / 110 ** 2);
    expect(fitCeiling(points, 'relative')!.coefficients.ceiling).toBeCloseTo(relative, 3);
  });
});
