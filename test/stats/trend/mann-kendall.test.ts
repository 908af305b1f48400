import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mannKendall } from '../../../src/stats/trend/mann-kendall.ts';

interface Expected {
  readonly p: number;
  readonly z: number;
  readonly Tau: number;
  readonly s: number;
  readonly var_s: number;
}
interface Vectors {
  readonly series: Readonly<Record<string, readonly (number | null)[]>>;
  readonly upstream_expected: { readonly original_test: Expected };
  readonly generated_expected: Readonly<Record<string, { readonly original: Expected }>>;
}
const truth: Vectors = JSON.parse(
  readFileSync(new URL('../../fixtures/truth/mann_kendall.json', import.meta.url), 'utf8'),
);
const expected: Readonly<Record<string, Expected>> = {
  arbitrary_1d: truth.upstream_expected.original_test,
  ...Object.fromEntries(Object.entries(truth.generated_expected).map(([name, { original }]) => [name, original])),
};

describe('mannKendall', () => {
  it.each(Object.entries(expected))('as pyMannKendall: %s', (name, { p, z, Tau, s, var_s }) => {
    const found = mannKendall([truth.series[name]!.filter((value) => value !== null)]);
    expect(found.S).toBe(s);
    expect(found.variance).toBeCloseTo(var_s, 9);
    expect(found.z).toBeCloseTo(z, 12);
    expect(found.pValue).toBeCloseTo(p, 12);
    expect(found.tau).toBeCloseTo(Tau, 12);
  });

  it('counts p where few points are all different: Kendall (1975), table 1', () => {
    expect(mannKendall([[1, 2, 3, 4, 5]])).toMatchObject({ S: 10, pValue: 2 / 120, method: 'exact' });
    expect(mannKendall([[1, 2, 4, 3]]).pValue).toBeCloseTo(2 * 0.167, 2);
    expect(mannKendall([[1, 2, 2, 3, 4]]).method).toBe('normal');
  });

  it('adds up over parts, each at a level of its own', () => {
    const falls = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(falls, falls, fc.integer({ min: -100, max: 100 }), (one, other, level) => {
        const both = mannKendall([one, other.map((value) => value + level)]);
        const [a, b] = [mannKendall([one]), mannKendall([other])];
        expect(both.S).toBe(a.S + b.S);
        expect(both.variance).toBeCloseTo(a.variance + b.variance, 9);
      }),
    );
    // 4! · 3! orders, one of which rises all the way, and one falls.
    expect(
      mannKendall([
        [1, 2, 3, 4],
        [1, 2, 3],
      ]).pValue,
    ).toBeCloseTo(2 / 144, 12);
  });
});
