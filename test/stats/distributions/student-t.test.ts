import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../../src/stats/distributions/binomial.ts';
import { studentTQuantile } from '../../../src/stats/distributions/student-t.ts';

const near = (actual: number, expected: number, relative: number) =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));

describe('studentTQuantile', () => {
  // Three decimals as every table prints them (E. S. Pearson, H. O. Hartley, "Biometrika Tables for Statisticians" I,
  // table 12).
  it.each([
    [0.95, [6.314, 2.92, 2.353, 2.132, 2.015, 1.943, 1.895, 1.86, 1.833, 1.812, 1.796, 1.782, 1.771, 1.761, 1.753]],
    [0.975, [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131]],
    [0.995, [63.657, 9.925, 5.841, 4.604, 4.032, 3.707, 3.499, 3.355, 3.25, 3.169, 3.106, 3.055, 3.012, 2.977, 2.947]],
  ])('the table at %s', (p, printed) => {
    for (const [index, value] of printed.entries()) {
      expect(Math.abs(studentTQuantile(p, index + 1) - value)).toBeLessThanOrEqual(0.00051);
    }
  });

  it('one and two degrees of freedom have a closed form', () => {
    for (const p of [1e-9, 0.001, 0.2, 0.49, 0.6, 0.95, 0.9999]) {
      near(studentTQuantile(p, 1), -1 / Math.tan(Math.PI * p), 1e-9);
      near(studentTQuantile(p, 2), (2 * p - 1) / Math.sqrt(2 * p * (1 - p)), 1e-9);
    }
  });

  // Computed with mpmath 1.3 (BSD) at 30 digits: the root of betainc(df/2, 1/2, 0, df/(df + t²), regularized)/2 = 1 −
  // p.
  it.each([
    [0.95, 3, 2.3533634348018238],
    [0.95, 5, 2.0150483733330242],
    [0.95, 19, 1.7291328115213696],
    [0.975, 7, 2.3646242515927853],
    [0.995, 30, 2.7499956535672254],
    [0.9, 2.5, 1.7302509288071766],
    [0.999, 100, 3.173739493738783],
    [0.95, 1000, 1.6463788172854648],
    [0.975, 20000, 1.9600826051581353],
    [0.999999, 5, 24.771029720515944],
    [0.75, 0.7, 1.2003307434574066],
  ])('p %s, %s degrees', (p, df, value) => {
    near(studentTQuantile(p, df), value, 1e-11);
  });

  it('is odd about 1/2, rises with p, and tends to the normal', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 0.499, noNaN: true }),
        fc.double({ min: 0.5, max: 1e6, noNaN: true }),
        (p, df) => {
          near(studentTQuantile(p, df), -studentTQuantile(1 - p, df), 1e-8);
          expect(studentTQuantile(p * 1.01, df)).toBeGreaterThan(studentTQuantile(p, df));
          expect(Math.abs(studentTQuantile(p, df))).toBeGreaterThan(Math.abs(normalQuantile(p)));
        },
      ),
    );
    near(studentTQuantile(0.95, 1e12), normalQuantile(0.95), 1e-9);
    expect(studentTQuantile(0.5, 3)).toBe(0);
  });

  it('joins its two methods', () => {
    for (const p of [0.6, 0.95, 0.999, 1 - 1e-8])
      near(studentTQuantile(p, 9_999.999), studentTQuantile(p, 10_000.001), 1e-9);
  });

  it.each([
    [0, 3],
    [1, 3],
    [Number.NaN, 3],
    [0.9, 0],
    [0.9, Number.NaN],
  ])('refuses p %s with %s degrees', (p, df) => {
    expect(() => studentTQuantile(p, df)).toThrow(RangeError);
  });
});
