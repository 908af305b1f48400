import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  binomialCdf,
  binomialTail,
  logGamma,
  minimumSamples,
  normalQuantile,
  percentileRanks,
  regularizedBeta,
  wilsonInterval,
} from '../../../src/stats/distributions/binomial.ts';

const near = (actual: number, expected: number, relative: number) =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));

describe('percentileRanks', () => {
  // The median rows stand in every table of the sign test (Conover, table A3); all were summed exactly with mpmath.
  it.each([
    { n: 10, quantile: 0.5, confidence: 0.95, lower: 2, upper: 9 },
    { n: 20, quantile: 0.5, confidence: 0.95, lower: 6, upper: 15 },
    { n: 16, quantile: 0.75, confidence: 0.9, lower: 9, upper: 16 },
    { n: 100, quantile: 0.9, confidence: 0.95, lower: 84, upper: 96 },
    { n: 58, quantile: 0.95, confidence: 0.9, lower: 52, upper: undefined },
    { n: 59, quantile: 0.95, confidence: 0.9, lower: 53, upper: 59 },
    { n: 1000, quantile: 0.95, confidence: 0.95, lower: 936, upper: 964 },
    { n: 1000, quantile: 0.99, confidence: 0.95, lower: 983, upper: 997 },
    { n: 298, quantile: 0.99, confidence: 0.9, lower: 292, upper: undefined },
    { n: 299, quantile: 0.99, confidence: 0.9, lower: 293, upper: 299 },
    { n: 0, quantile: 0.5, confidence: 0.9, lower: undefined, upper: undefined },
  ])('n $n, q $quantile, $confidence', ({ n, quantile, confidence, lower, upper }) => {
    expect(percentileRanks(n, quantile, confidence)).toEqual({ lower, upper });
  });

  it('covers at least what it says, and no narrower ranks would', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20_000 }),
        fc.double({ min: 0.01, max: 0.999, noNaN: true }),
        fc.double({ min: 0.5, max: 0.999, noNaN: true }),
        (n, q, confidence) => {
          const missed = (1 - confidence) / 2;
          const { lower, upper } = percentileRanks(n, q, confidence);
          const l = lower ?? 0;
          const u = upper ?? n + 1;
          expect(binomialCdf(l - 1, n, q)).toBeLessThanOrEqual(missed);
          expect(binomialCdf(l, n, q)).toBeGreaterThan(missed);
          expect(binomialTail(u, n, q)).toBeLessThanOrEqual(missed);
          expect(binomialTail(u - 1, n, q)).toBeGreaterThan(missed);
        },
      ),
    );
  });

  it('tends to the normal approximation for millions of samples', () => {
    const n = 4_000_000;
    const reach = 1.959963984540054 * Math.sqrt(n * 0.95 * 0.05);
    const { lower, upper } = percentileRanks(n, 0.95, 0.95);
    expect(Math.abs(lower! - (n * 0.95 - reach))).toBeLessThan(3);
    expect(Math.abs(upper! - (n * 0.95 + reach))).toBeLessThan(3);
  });
});

describe('minimumSamples', () => {
  it.each([
    [0.5, 5],
    [0.9, 29],
    [0.95, 59],
    [0.99, 299],
    [0.999, 2995],
  ])('p%d needs %d at 95 %%', (quantile, n) => {
    expect(minimumSamples(quantile)).toBe(n);
    expect(percentileRanks(n, quantile, 0.9).upper).toBe(n);
    expect(percentileRanks(n - 1, quantile, 0.9).upper).toBeUndefined();
  });
});

describe('wilsonInterval', () => {
  // Newcombe 1998, table I, method 3
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%d of %d', (successes, n, low, high) => {
    const interval = wilsonInterval(successes, n);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('lies in [0, 1], holds the ratio, mirrors, and narrows with confidence given up', () => {
    const counts = fc
      .integer({ min: 1, max: 1_000_000 })
      .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
    fc.assert(
      fc.property(counts, ([successes, n]) => {
        const { low, high } = wilsonInterval(successes, n);
        const mirrored = wilsonInterval(n - successes, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(successes / n);
        expect(high).toBeGreaterThanOrEqual(successes / n);
        expect(1 - mirrored.high).toBeCloseTo(low, 12);
        const rough = wilsonInterval(successes, n, 0.5);
        expect(rough.high - rough.low).toBeLessThan(high - low);
      }),
    );
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });
});

describe('the functions beneath', () => {
  // mpmath, 40 digits
  it.each([
    [1e-300, -37.0470962993612],
    [1e-10, -6.361340902404056],
    [0.001, -3.0902323061678136],
    [0.05, -1.6448536269514726],
    [0.3, -0.5244005127080407],
    [0.5, 0],
    [0.975, 1.9599639845400543],
    [0.99, 2.3263478740408408],
  ])('normalQuantile(%d)', (p, z) => {
    near(normalQuantile(p), z, 1e-14);
  });

  it('normalQuantile is odd and rises', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 0.499999, noNaN: true }), (p) => {
        expect(normalQuantile(p) + normalQuantile(1 - p)).toBeCloseTo(0, 4);
        expect(normalQuantile(p * 1.001)).toBeGreaterThan(normalQuantile(p));
      }),
    );
  });

  it.each([
    [0.05, 1, 59, 0.9515054747505768],
    [0.5, 10, 10, 0.5],
    [0.99, 300, 5, 0.8093225246502769],
    [0.2, 3.5, 0.7, 0.001934272977277904],
    [0.999, 99900, 150, 0.9999980917119019],
    [0.5, 0.5, 0.5, 0.5],
  ])('regularizedBeta(%d, %d, %d)', (x, a, b, value) => {
    near(regularizedBeta(x, a, b), value, 1e-11);
  });

  it.each([
    [0.1, 2.252712651734206],
    [0.5, 0.5723649429247001],
    [2.5, 0.2846828704729192],
    [9.99, 12.779315214350193],
    [171.3, 708.1149470389968],
    [1e6, 12815504.569147613],
    [1e7, 151180949.3694739],
  ])('logGamma(%d)', (x, value) => {
    near(logGamma(x), value, 1e-13);
  });

  it('the binomial sums to one from both ends', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), fc.double({ min: 0.001, max: 0.999, noNaN: true }), (k, more, p) => {
        const n = k + more;
        expect(binomialCdf(k, n, p) + binomialTail(k + 1, n, p)).toBeCloseTo(1, 11);
      }),
    );
    expect(binomialCdf(1, 3, 0.5)).toBeCloseTo(0.5, 12);
    expect(binomialCdf(-1, 3, 0.5)).toBe(0);
    expect(binomialTail(4, 3, 0.5)).toBe(0);
  });

  it.each([
    () => percentileRanks(-1, 0.5, 0.9),
    () => percentileRanks(10, 1, 0.9),
    () => percentileRanks(10, 0.5, 0),
    () => minimumSamples(0),
    () => wilsonInterval(3, 2),
    () => wilsonInterval(0.5, 2),
    () => normalQuantile(0),
    () => regularizedBeta(0.5, 0, 1),
    () => logGamma(0),
  ])('refuses: %s', (call) => {
    expect(call).toThrow(RangeError);
  });
});
