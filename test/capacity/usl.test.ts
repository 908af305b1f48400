import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyzeUsl } from '../../src/capacity/usl.ts';
import { drawUniform } from '../../src/stats/distributions/uniform.ts';
import { type UslCoefficients, uslPeakConcurrency, uslThroughput } from '../../src/stats/usl/usl.ts';
import type { UslPoint } from '../../src/stats/usl/usl-fit.ts';

interface DataSet {
  readonly id: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly reference: { readonly ci95: readonly [number, number][] | null };
}

const truth: { readonly datasets: readonly DataSet[] } = JSON.parse(
  readFileSync(new URL('../fixtures/truth/usl.json', import.meta.url), 'utf8'),
);
const set = (id: string) => {
  const { x, y } = truth.datasets.find((found) => found.id === id)!;
  return x.map((concurrency, i) => ({ concurrency, throughput: y[i]! }));
};
const analysisOf = (points: readonly UslPoint[]) => analyzeUsl(points, 'equal')!.analysis;
const codes = (points: readonly UslPoint[]) => analysisOf(points).caveats.map(({ code }) => code);

/** Points of a curve, each off by up to a share of itself. */
function noisy(coefficients: UslCoefficients, concurrencies: readonly number[], share: number, seed = 1): UslPoint[] {
  const uniform = drawUniform(seed);
  return concurrencies.map((concurrency) => ({
    concurrency,
    throughput: uslThroughput(coefficients, concurrency) * (1 + share * (2 * uniform() - 1)),
  }));
}
const PEAKED = { sigma: 0.02, kappa: 5e-4, lambda: 40 };
const DOUBLING = [1, 2, 4, 8, 16, 32, 64, 128];

describe('intervals', () => {
  it.each(truth.datasets.filter(({ reference }) => reference.ci95))(
    'are those of the reference: $id',
    ({ id, reference }) => {
      const { sigma, kappa, lambda, intervals } = analysisOf(set(id));
      expect(intervals).toBe('wald');
      for (const [i, { value, lower, upper }] of [sigma, kappa, lambda].entries()) {
        const [low, high] = reference.ci95![i]!;
        // Relative to half of the interval: an end may lie near 0.
        expect(Math.abs(lower! - low)).toBeLessThanOrEqual(1e-5 * (high - value));
        expect(Math.abs(upper! - high)).toBeLessThanOrEqual(1e-5 * (high - value));
      }
    },
  );

  it('hold the truth in about 95 of 100 sets: coefficients, peak, band', () => {
    const sets = 400;
    const missed = { sigma: 0, kappa: 0, lambda: 0, concurrency: 0, throughput: 0, band: 0 };
    const peak = uslPeakConcurrency(PEAKED)!;
    const outside = (value: number, { lower, upper }: { lower: number | null; upper: number | null }) =>
      Number(value < lower! || (upper !== null && value > upper));
    for (let seed = 0; seed < sets; seed++) {
      const uniform = drawUniform(seed);
      const error = () => Array.from({ length: 12 }, uniform).reduce((sum, u) => sum + u, -6);
      const points = DOUBLING.map((concurrency) => ({
        concurrency,
        throughput: uslThroughput(PEAKED, concurrency) + 4 * error(),
      }));
      const { intervals } = analyzeUsl(points, 'equal')!;
      expect(intervals.method).toBe('wald');
      missed.sigma += outside(PEAKED.sigma, intervals.sigma);
      missed.kappa += outside(PEAKED.kappa, intervals.kappa);
      missed.lambda += outside(PEAKED.lambda, intervals.lambda);
      missed.concurrency += outside(peak, intervals.peakConcurrency);
      missed.throughput += outside(uslThroughput(PEAKED, peak), intervals.peakThroughput);
      missed.band += outside(uslThroughput(PEAKED, 24), intervals.throughputAt(24));
    }
    for (const [name, count] of Object.entries(missed)) {
      expect(count / sets, name).toBeGreaterThan(0.02);
      expect(count / sets, name).toBeLessThan(0.09);
    }
  });

  it('come from a bootstrap at a bound: they hold the estimate, are the same again, and grow with the noise', () => {
    const width = (share: number) => {
      const points = noisy({ sigma: 0.05, kappa: -2e-5, lambda: 20 }, [...DOUBLING, ...DOUBLING], share, 3);
      const { analysis } = analyzeUsl(points, 'equal')!;
      expect(analysis.intervals).toBe('bootstrap');
      expect(analysisOf(points)).toEqual(analysis);
      const { kappa, sigma } = analysis;
      expect(kappa).toMatchObject({ value: 0, lower: 0 });
      expect(sigma.lower!).toBeLessThanOrEqual(sigma.value);
      expect(sigma.upper!).toBeGreaterThanOrEqual(sigma.value);
      return sigma.upper! - sigma.lower!;
    };
    expect(width(0.04)).toBeGreaterThan(1.5 * width(0.005));
  });
});

describe('what is stated and what is not', () => {
  it('residuals are measured less fitted, in the order of the points', () => {
    // As the R package prints them, in usl.json.
    const published = [-25.1, -81.66, 111.09, 3.05, -49.99, -46.6, 56.0];
    for (const [i, residual] of analysisOf(set('specsdm91')).residuals.entries())
      expect(Math.abs(residual - published[i]!)).toBeLessThan(0.006);
  });

  it('a peak that was measured past, precisely, has no caveat', () => {
    expect(codes(set('specsdm91'))).toEqual([]);
    expect(analysisOf(set('specsdm91')).peakThroughput!.value).toBeCloseTo(1883.89899601, 6);
  });

  it('no peak: null, and said so', () => {
    const { peakConcurrency, peakThroughput, caveats } = analysisOf(set('raytracer'));
    expect([peakConcurrency, peakThroughput]).toEqual([null, null]);
    expect(caveats.map(({ code }) => code)).toEqual(['at-bound', 'no-peak']);
    expect(caveats[1]!.text).toContain('only rises');
  });

  it('throughput that only falls has no peak either', () => {
    const { peakConcurrency, caveats } = analysisOf(noisy({ sigma: 1.2, kappa: 0.01, lambda: 50 }, DOUBLING, 0));
    expect(peakConcurrency).toBeNull();
    expect(caveats.at(-1)).toMatchObject({ code: 'no-peak', text: expect.stringContaining('only falls') });
  });

  it('four and five concurrencies are few, however many runs they have', () => {
    const five = [1, 4, 16, 64, 128];
    expect(codes(noisy(PEAKED, [...five, ...five, ...five], 0.001))).toEqual(['few-points']);
    expect(codes(noisy(PEAKED, [...five, 256], 0.001))).toEqual([]);
    expect(() => analysisOf(noisy(PEAKED, [1, 2, 3, 3, 2, 1], 0.001))).toThrow(RangeError);
  });

  it.each([
    [0.99, []],
    [1.01, ['peak-beyond-measured']],
    [1.95, ['peak-beyond-measured']],
    [2.05, ['peak-too-far']],
  ])('a peak known to lie at %s x the largest concurrency: %j', (times, expected) => {
    const largest = uslPeakConcurrency(PEAKED)! / times;
    const points = noisy(
      PEAKED,
      [0.05, 0.2, 0.4, 0.6, 0.8, 1].map((share) => share * largest),
      0,
    );
    const { caveats, peakConcurrency, peakThroughput, measuredTo } = analysisOf(points);
    expect(measuredTo).toBe(largest);
    expect(caveats.map(({ code }) => code)).toEqual(expected);
    const stated = expected.length === 0;
    expect([peakConcurrency !== null, peakThroughput !== null]).toEqual([stated, stated]);
    if (stated) expect(peakConcurrency!.value / largest).toBeCloseTo(times, 6);
  });

  it('a peak somewhat beyond is stated while its interval reaches into what was measured', () => {
    const { peakConcurrency, measuredTo, caveats } = analysisOf(set('raytracer_first6'));
    expect([measuredTo, caveats]).toEqual([20, []]);
    expect(peakConcurrency).toMatchObject({ value: expect.closeTo(24.488, 3), lower: expect.closeTo(19.2, 1) });
  });

  it('a peak below all that was measured is not stated', () => {
    const { peakConcurrency, peakThroughput, caveats } = analysisOf(noisy(PEAKED, [60, 80, 100, 150, 200, 300], 0));
    expect(caveats.map(({ code }) => code)).toEqual(['peak-too-far']);
    expect([peakConcurrency, peakThroughput]).toEqual([null, null]);
  });

  it('an uncertain peak, or one that may be none since κ may be 0, is not stated', () => {
    const points = noisy(PEAKED, [1, 10, 20, 30, 40, 50], 0).map(({ concurrency, throughput }, i) => ({
      concurrency,
      throughput: throughput * (i % 2 === 0 ? 1.15 : 0.85),
    }));
    const { peakConcurrency, peakThroughput, kappa, caveats } = analysisOf(points);
    expect(kappa.lower!).toBeLessThanOrEqual(0);
    expect([peakConcurrency, peakThroughput]).toEqual([null, null]);
    expect(caveats.map(({ code }) => code)).toEqual(expect.arrayContaining(['peak-open', 'peak-uncertain']));
  });

  it('points that no finite coefficients fit best have no analysis', () => {
    expect(
      analyzeUsl(
        [2, 4, 8, 16, 32].map((n) => ({ concurrency: n, throughput: 1000 / n ** 4 })),
        'equal',
      ),
    ).toBeUndefined();
  });
});
