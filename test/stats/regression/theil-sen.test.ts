import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { theilSen } from '../../../src/stats/regression/theil-sen.ts';

interface Vectors {
  readonly series: Readonly<Record<string, readonly (number | null)[]>>;
  readonly upstream_expected: { readonly sens_slope: { readonly slope: number } };
  readonly generated_expected: Readonly<
    Record<
      string,
      { readonly theil_sen_scipy: { readonly slope: number; readonly lo95: number; readonly hi95: number } }
    >
  >;
}
const truth: Vectors = JSON.parse(
  readFileSync(new URL('../../fixtures/truth/mann_kendall.json', import.meta.url), 'utf8'),
);

/** A series at 0, 1, 2, …; missing values left out. */
function points(series: readonly (number | null)[]): [number[], number[]] {
  const known = series.flatMap((y, x) => (y === null ? [] : [[x, y] as const]));
  return [known.map(([x]) => x), known.map(([, y]) => y)];
}

describe('theilSen', () => {
  it.each(Object.entries(truth.generated_expected))('as scipy: %s', (name, { theil_sen_scipy: scipy }) => {
    const found = theilSen(...points(truth.series[name]!))!;
    expect(found.slope).toBeCloseTo(scipy.slope, 12);
    expect(found.lower).toBeCloseTo(scipy.lo95, 12);
    expect(found.upper).toBeCloseTo(scipy.hi95, 12);
  });

  it('as pyMannKendall, with missing values', () => {
    const { slope } = theilSen(...points(truth.series['arbitrary_1d']!))!;
    expect(slope).toBeCloseTo(truth.upstream_expected.sens_slope.slope, 12);
  });

  it('reads a line through, whatever a few points do', () => {
    const x = Array.from({ length: 30 }, (_, i) => i);
    const y = x.map((i) => (i % 7 === 3 ? 1e6 : 5 + 2 * i));
    expect(theilSen(x, y)!.slope).toBeCloseTo(2, 12);
  });

  it('turns with the series', () => {
    const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 40 });
    fc.assert(
      fc.property(values, fc.integer({ min: -50, max: 50 }), (y, tilt) => {
        const x = y.map((_, i) => i);
        const flat = theilSen(x, y)!;
        expect(flat.lower).toBeLessThanOrEqual(flat.slope);
        expect(flat.upper).toBeGreaterThanOrEqual(flat.slope);
        const tilted = theilSen(
          x,
          y.map((value, i) => value + tilt * i),
        )!;
        expect(tilted.slope).toBeCloseTo(flat.slope + tilt, 9);
      }),
    );
  });

  it('holds the slope of independent noise as often as it says', () => {
    let [held, seed] = [0, 1];
    const noise = () => {
      seed = (seed * 48271) % 2147483647;
      return seed / 2147483647;
    };
    for (let series = 0; series < 400; series++) {
      const x = Array.from({ length: 20 }, (_, i) => i);
      const { lower, upper } = theilSen(
        x,
        x.map((i) => 0.1 * i + noise()),
        0.9,
      )!;
      if (lower <= 0.1 && upper >= 0.1) held++;
    }
    expect(held / 400).toBeGreaterThan(0.86);
    expect(held / 400).toBeLessThan(0.95);
  });

  it('has nothing to say of one moment, and refuses what fits no series', () => {
    expect(theilSen([1], [2])).toBeUndefined();
    expect(theilSen([1, 1], [2, 3])).toBeUndefined();
    expect(() => theilSen([1, 2], [2])).toThrow(RangeError);
    expect(() => theilSen([1, 2], [2, 3], 1)).toThrow(RangeError);
  });
});
