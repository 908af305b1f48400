import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type UslCoefficients, uslConcurrency, uslPeakConcurrency, uslThroughput } from '../../../src/stats/usl/usl.ts';
import { fitUsl, type UslPoint, uslGradient } from '../../../src/stats/usl/usl-fit.ts';

interface Reference extends Coefficients {
  readonly rss: number;
  readonly se: readonly number[] | null;
  readonly Nstar: number | null;
  readonly Xmax: number | null;
}
interface Coefficients {
  readonly sigma: number;
  readonly kappa: number;
  readonly lam: number;
}
interface DataSet {
  readonly id: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly reference: Reference;
}

const truth: { readonly datasets: readonly DataSet[] } = JSON.parse(
  readFileSync(new URL('../../fixtures/truth/usl.json', import.meta.url), 'utf8'),
);
const pointsOf = ({ x, y }: DataSet) => x.map((concurrency, i) => ({ concurrency, throughput: y[i]! }));
const near = (actual: number, expected: number, relative: number) =>
  expect(Math.abs(actual - expected), `${actual} against ${expected}`).toBeLessThanOrEqual(
    relative * Math.abs(expected),
  );
const exact = (coefficients: UslCoefficients, concurrencies: readonly number[]): UslPoint[] =>
  concurrencies.map((concurrency) => ({ concurrency, throughput: uslThroughput(coefficients, concurrency) }));

describe('the sets of usl.json', () => {
  it.each(truth.datasets)('$id', (set) => {
    const { sigma, kappa, lam, rss, se, Nstar, Xmax } = set.reference;
    const { coefficients, covariance, sse } = fitUsl(pointsOf(set))!;
    near(coefficients.sigma, sigma, 1e-6);
    near(coefficients.kappa, kappa, 1e-6);
    near(coefficients.lambda, lam, 1e-6);
    near(sse, rss, 1e-6);
    const peak = uslPeakConcurrency(coefficients);
    if (Nstar === null) expect(peak).toBeUndefined();
    else near(peak!, Nstar, 1e-6);
    if (Xmax !== null) near(uslThroughput(coefficients, peak!), Xmax, 1e-8);
    if (se === null) expect(covariance).toBeUndefined();
    else for (const [i, error] of se.entries()) near(Math.sqrt(covariance![i]![i]!), error, 1e-5);
  });

  it('order and repetition of the points change nothing', () => {
    for (const set of truth.datasets) {
      const points = pointsOf(set);
      const once = fitUsl(points)!.coefficients;
      for (const other of [[...points].reverse(), [...points, ...points]]) {
        const again = fitUsl(other)!.coefficients;
        near(again.sigma, once.sigma, 1e-7);
        near(again.kappa, once.kappa, 1e-7);
        near(again.lambda, once.lambda, 1e-7);
      }
    }
  });
});

const concurrencies = fc
  .uniqueArray(fc.integer({ min: 1, max: 400 }), { minLength: 4, maxLength: 20 })
  .filter((values) => Math.max(...values) >= 4 * Math.min(...values));
const inside = fc.record({
  sigma: fc.double({ min: 0.001, max: 0.9, noNaN: true }),
  kappa: fc.double({ min: 1e-5, max: 0.05, noNaN: true }),
  lambda: fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
});

describe('properties', () => {
  it('exact points give their coefficients back', () => {
    fc.assert(
      fc.property(inside, concurrencies, (coefficients, values) => {
        const points = exact(coefficients, values);
        const fit = fitUsl(points)!;
        for (const { concurrency, throughput } of points)
          near(uslThroughput(fit.coefficients, concurrency), throughput, 1e-9);
        // Where all of them lie far out on one side the coefficients hardly show in them.
        fc.pre(Math.min(...values) <= 4);
        near(fit.coefficients.lambda, coefficients.lambda, 1e-5);
        expect(Math.abs(fit.coefficients.sigma - coefficients.sigma)).toBeLessThanOrEqual(1e-6);
        expect(Math.abs(fit.coefficients.kappa - coefficients.kappa)).toBeLessThanOrEqual(1e-6);
      }),
    );
  });

  it('throughput in another unit scales lambda alone', () => {
    fc.assert(
      fc.property(fc.constantFrom(...truth.datasets), fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (set, unit) => {
        for (const weights of ['equal', 'relative'] as const) {
          const points = pointsOf(set);
          const scaled = points.map((point) => ({ ...point, throughput: point.throughput * unit }));
          const [once, again] = [fitUsl(points, weights)!.coefficients, fitUsl(scaled, weights)!.coefficients];
          near(again.sigma, once.sigma, 1e-7);
          near(again.kappa, once.kappa, 1e-7);
          near(again.lambda, once.lambda * unit, 1e-7);
        }
      }),
    );
  });

  it('no other coefficients within the bounds fit better', () => {
    const noisy = fc.tuple(
      inside,
      fc.array(fc.double({ min: 0.8, max: 1.25, noNaN: true }), { minLength: 8, maxLength: 8 }),
    );
    const others = fc.tuple(...[0, 1, 2].map(() => fc.double({ min: 0, max: 2, noNaN: true })));
    fc.assert(
      fc.property(noisy, others, ([coefficients, noise], [a, b, c]) => {
        const points = exact(coefficients, [1, 2, 4, 8, 16, 32, 64, 128]).map((point, i) => ({
          ...point,
          throughput: point.throughput * noise[i]!,
        }));
        const fit = fitUsl(points)!;
        const { sigma, kappa, lambda } = fit.coefficients;
        expect(Math.min(sigma, kappa)).toBeGreaterThanOrEqual(0);
        const sum = (tried: UslCoefficients) =>
          points.reduce((all, { concurrency: n, throughput }) => all + (throughput - uslThroughput(tried, n)) ** 2, 0);
        near(sum(fit.coefficients), fit.sse, 1e-6);
        const near1 = {
          sigma: sigma * (0.9 + a! / 10),
          kappa: kappa * (0.9 + b! / 10),
          lambda: lambda * (0.9 + c! / 10),
        };
        for (const tried of [coefficients, near1, { sigma: a! / 2, kappa: b! / 40, lambda: lambda * c! }])
          expect(sum(tried)).toBeGreaterThanOrEqual(fit.sse * (1 - 1e-9));
      }),
      { numRuns: 300 },
    );
  });
});

describe('at the bounds', () => {
  const N = [1, 2, 4, 8, 16, 32, 64];

  it('contention alone: no coherency, no peak', () => {
    const fit = fitUsl(exact({ sigma: 0.05, kappa: 0, lambda: 20 }, N))!;
    expect(fit.coefficients.kappa).toBe(0);
    expect(fit.atBound).toEqual(['kappa']);
    near(fit.coefficients.sigma, 0.05, 1e-9);
    expect(uslPeakConcurrency(fit.coefficients)).toBeUndefined();
  });

  it('better than linear: both are 0, and lambda is the line through the origin', () => {
    const fit = fitUsl(N.map((concurrency) => ({ concurrency, throughput: 3 * concurrency ** 1.1 })))!;
    expect(fit.coefficients).toMatchObject({ sigma: 0, kappa: 0 });
    const [above, below] = [2.1, 2].map((power) => N.reduce((sum, n) => sum + n ** power, 0));
    near(fit.coefficients.lambda, (3 * above!) / below!, 1e-9);
  });

  it('a σ below 0 in the free fit: coherency alone, the least of all κ', () => {
    const points = exact({ sigma: -0.01, kappa: 0.002, lambda: 5 }, N);
    const fit = fitUsl(points)!;
    expect(fit.atBound).toEqual(['sigma']);
    expect(fit.coefficients.sigma).toBe(0);
    expect(fit.covariance).toBeUndefined();
    // λ at its best for a κ, so that one dimension is left to look through.
    const least = (kappa: number) => {
      const shape = points.map(({ concurrency: n }) => n / (1 + kappa * n * (n - 1)));
      const lambda =
        shape.reduce((sum, f, i) => sum + f * points[i]!.throughput, 0) / shape.reduce((sum, f) => sum + f * f, 0);
      return shape.reduce((sum, f, i) => sum + (points[i]!.throughput - lambda * f) ** 2, 0);
    };
    near(least(fit.coefficients.kappa), fit.sse, 1e-9);
    for (let kappa = 1e-5; kappa < 0.1; kappa *= 1.01) expect(least(kappa)).toBeGreaterThanOrEqual(fit.sse);
  });

  it('a κ below 1e-8 counts as 0 when its peak is out of sight, and stays where thousands of users show it', () => {
    const faint = { sigma: 0.05, kappa: 5e-9, lambda: 20 };
    expect(fitUsl(exact(faint, N))!.coefficients.kappa).toBe(0);
    const many = exact(faint, [100, 1000, 5000, 10_000, 20_000, 40_000]);
    near(fitUsl(many)!.coefficients.kappa, 5e-9, 1e-6);
  });
});

describe('the curve', () => {
  it('has its highest throughput at the peak, and is inverted on both sides of it', () => {
    fc.assert(
      fc.property(inside, fc.double({ min: 0.01, max: 0.999, noNaN: true }), (coefficients, share) => {
        const peak = uslPeakConcurrency(coefficients)!;
        const most = uslThroughput(coefficients, peak);
        for (const factor of [0.5, 0.99, 1.01, 2])
          expect(uslThroughput(coefficients, peak * factor)).toBeLessThan(most);
        const { before, past } = uslConcurrency(coefficients, share * most)!;
        expect(before).toBeLessThan(peak);
        expect(past!).toBeGreaterThan(peak);
        near(uslThroughput(coefficients, before), share * most, 1e-9);
        near(uslThroughput(coefficients, past!), share * most, 1e-9);
        expect(uslConcurrency(coefficients, most * (1 + 1e-9))).toBeUndefined();
      }),
    );
  });

  it('without coherency has one concurrency for a throughput, none at or above λ/σ', () => {
    const amdahl = { sigma: 0.05, kappa: 0, lambda: 20 };
    near(uslConcurrency(amdahl, uslThroughput(amdahl, 30))!.before, 30, 1e-12);
    expect(uslConcurrency(amdahl, 100)!.past).toBeUndefined();
    expect(uslConcurrency(amdahl, 400)).toBeUndefined();
    expect(uslConcurrency({ sigma: 0, kappa: 0, lambda: 2 }, 10)).toEqual({ before: 5, past: undefined });
  });

  it.each([
    [{ sigma: 0.1, kappa: 0.01, lambda: 1 }, 0],
    [{ sigma: 1, kappa: 0.01, lambda: 1 }, 0.5],
  ])('no concurrency of %o at %s', (coefficients, throughput) => {
    expect(() => uslConcurrency(coefficients, throughput)).toThrow(RangeError);
  });

  it('its gradient is that of differences', () => {
    const at = { sigma: 0.03, kappa: 1e-3, lambda: 90 };
    for (const n of [1, 3.5, 40, 216]) {
      const gradient = uslGradient(at, n);
      for (const name of ['sigma', 'kappa', 'lambda'] as const) {
        const h = at[name] * 1e-5;
        const [up, down] = [h, -h].map((by) => uslThroughput({ ...at, [name]: at[name] + by }, n));
        expect(Math.abs((up! - down!) / (2 * h) - gradient[name])).toBeLessThanOrEqual(1e-7 * Math.abs(gradient[name]));
      }
    }
  });
});
