import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastP, mannWhitney } from '../../../src/stats/comparison/mann-whitney.ts';
import { drawUniform } from '../../../src/stats/distributions/uniform.ts';
import { truth } from './vectors.ts';

const sample = (most = 8) => fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 1, maxLength: most });

/** P(|U − nm/2| >= |u − nm/2|) by dealing the values in every way there is. */
function byEveryDeal(a: readonly number[], b: readonly number[]): number {
  const all = [...a, ...b];
  const half = (a.length * b.length) / 2;
  const U = (first: readonly number[], second: readonly number[]) =>
    first.flatMap((x) => second.map((y) => (x > y ? 1 : x === y ? 0.5 : 0))).reduce<number>((sum, one) => sum + one, 0);
  const observed = Math.abs(U(a, b) - half);
  let [deals, beyond] = [0, 0];
  for (let mask = 0; mask < 2 ** all.length; mask++) {
    const first = all.filter((_, i) => mask & (1 << i));
    if (first.length !== a.length) continue;
    deals += 1;
    if (
      Math.abs(
        U(
          first,
          all.filter((_, i) => !(mask & (1 << i))),
        ) - half,
      ) >= observed
    )
      beyond += 1;
  }
  return beyond / deals;
}

describe('mannWhitney', () => {
  it.each(truth.two_sample)('as scipy: $name', ({ a, b, U, p_exact }) => {
    const found = mannWhitney(a, b);
    expect(found.U).toBe(U);
    expect(found.pValue).toBeCloseTo(p_exact, 14);
    expect(found.method).toBe('exact');
  });

  it('as Otava has it', () => {
    const vectors: { ttest_vectors: { left: number[]; right: number[]; mwu_exact_p: number | null }[] } = JSON.parse(
      readFileSync(new URL('../../fixtures/truth/changepoint.json', import.meta.url), 'utf8'),
    );
    const exact = vectors.ttest_vectors.filter(({ mwu_exact_p }) => mwu_exact_p !== null);
    expect(exact).not.toHaveLength(0);
    for (const { left, right, mwu_exact_p } of exact)
      expect(mannWhitney(left, right).pValue).toBeCloseTo(mwu_exact_p!, 14);
  });

  it.each(Object.entries(truth.mwu_min_two_sided_p_by_n_per_side))('the least p of %s on each side', (n, p) => {
    const low = Array.from({ length: Number(n) }, (_, i) => i);
    const high = low.map((value) => value + 100);
    expect(mannWhitney(low, high).pValue).toBeCloseTo(p, 14);
    expect(leastP(Number(n), Number(n))).toBeCloseTo(p, 14);
  });

  it('counts every way to deal the values, equal ones too', () => {
    fc.assert(
      fc.property(sample(5), sample(6), (a, b) => {
        expect(mannWhitney(a, b).pValue).toBeCloseTo(byEveryDeal(a, b), 12);
      }),
      { numRuns: 60 },
    );
  });

  it('is the same from both sides, and under whatever keeps the order', () => {
    fc.assert(
      fc.property(sample(), sample(), (a, b) => {
        const [one, other] = [mannWhitney(a, b), mannWhitney(b, a)];
        expect(one.U + other.U).toBe(a.length * b.length);
        expect(other.pValue).toBeCloseTo(one.pValue, 12);
        expect(one.pValue).toBeGreaterThan(0);
        expect(one.pValue).toBeLessThanOrEqual(1);
        const grown = (values: readonly number[]) => values.map((value) => Math.exp(value / 2) - 7);
        expect(mannWhitney(grown(a), grown(b))).toEqual(one);
      }),
    );
  });

  it('the normal approximation continues what is counted', () => {
    const uniform = drawUniform(4);
    const drawn = (n: number, lift: number) => Array.from({ length: n }, () => Math.round(40 * uniform()) + lift);
    for (const lift of [0, 3, 8]) {
      const [a, b] = [drawn(50, 0), drawn(50, lift)];
      const counted = mannWhitney(a, b);
      // One more value is beyond what is counted.
      const normal = mannWhitney([...a, 20], b);
      expect([counted.method, normal.method]).toEqual(['exact', 'normal']);
      expect(Math.abs(Math.log(normal.pValue / counted.pValue))).toBeLessThan(0.5);
    }
  });

  it('many values that are all equal differ in nothing', () => {
    const same = new Array<number>(80).fill(3);
    expect(mannWhitney(same, same)).toEqual({ U: 3200, pValue: 1, method: 'normal' });
    expect(mannWhitney([3, 3], [3])).toEqual({ U: 1, pValue: 1, method: 'exact' });
  });

  it('no p is 0', () => {
    const low = Array.from({ length: 4000 }, (_, i) => i);
    expect(
      mannWhitney(
        low,
        low.map((value) => value + 5000),
      ).pValue,
    ).toBeGreaterThan(0);
  });

  it('refuses an empty sample', () => {
    expect(() => mannWhitney([], [1])).toThrow(RangeError);
    expect(() => mannWhitney([1], [])).toThrow(RangeError);
  });
});
