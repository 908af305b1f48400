import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { satterthwaite, skewed, withUnseen } from '../../../src/capacity/search/interval.ts';

describe('satterthwaite', () => {
  it("is Welch's of two means", () => {
    // Snedecor's formula for s1²/n1 = 4/10 and s2²/n2 = 9/6: (0.4 + 1.5)² / (0.4²/9 + 1.5²/5)
    const parts = [
      { variance: 0.4, freedom: 9 },
      { variance: 1.5, freedom: 5 },
    ];
    expect(satterthwaite(1.9, parts)).toBeCloseTo(1.9 ** 2 / (0.4 ** 2 / 9 + 1.5 ** 2 / 5), 12);
  });

  it('lies between the fewest degrees of freedom and their sum', () => {
    const part = fc.record({
      variance: fc.double({ min: 0.01, max: 10, noNaN: true }),
      freedom: fc.nat(50).map((n) => n + 1),
    });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        const variance = parts.reduce((sum, one) => sum + one.variance, 0);
        const freedom = satterthwaite(variance, parts);
        expect(freedom).toBeGreaterThanOrEqual(Math.min(...parts.map((one) => one.freedom)) * (1 - 1e-9));
        expect(freedom).toBeLessThanOrEqual(parts.reduce((sum, one) => sum + one.freedom, 0) * (1 + 1e-9));
      }),
    );
  });

  it('is more where a part of the variance is known', () => {
    expect(satterthwaite(2, [{ variance: 1, freedom: 19 }])).toBeCloseTo(76, 12);
  });
});

describe('skewed', () => {
  it('is ±t without a skew', () => {
    expect(skewed(1.7, 0)).toEqual({ below: 1.7, above: 1.7 });
  });

  it('is the BCa interval of a gamma variable', () => {
    // The mean of 16 exponential variables that was 16: skewness 2/√16. Exact ends 16·32/χ²(32) at 95 and 5 %, of
    // tables.
    const { below, above } = skewed(1.6449, 1 / 12);
    expect(16 - 4 * below).toBeCloseTo((16 * 32) / 46.194, 0);
    expect(16 + 4 * above).toBeCloseTo((16 * 32) / 20.072, 1);
  });

  it('reaches farther to the side of the skew, and is mirrored by its sign', () => {
    const [left, right] = [skewed(1.7, -0.1), skewed(1.7, 0.1)];
    expect(left.below).toBeGreaterThan(1.7);
    expect(left.above).toBeLessThan(1.7);
    expect(left.below).toBeCloseTo(right.above, 12);
    expect(left.above).toBeCloseTo(right.below, 12);
  });
});

describe('withUnseen', () => {
  it('is the error of what was seen where one more large value is nothing', () => {
    expect(withUnseen(0.02, 0)).toBe(0.02);
  });

  it('is the rule of three where all hangs by the values that were not seen', () => {
    expect(withUnseen(0, 0.01)).toBeCloseTo(0.03, 12);
  });

  it('is the expected loss, and the two more in quadrature', () => {
    expect(withUnseen(0.03, 0.02)).toBeCloseTo(0.02 + 0.05, 12);
  });
});
