import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastSignedP, lowerSignedRank, signedRank, signedShift } from '../../../src/stats/comparison/signed-rank.ts';

/** M. Hollander, D. A. Wolfe, "Nonparametric Statistical Methods", table 3.1: Hamilton depression scale, before, after. */
const DEPRESSION = [
  [1.83, 0.878],
  [0.5, 0.647],
  [1.62, 0.598],
  [2.48, 2.05],
  [1.68, 1.06],
  [1.88, 1.29],
  [1.55, 1.06],
  [3.06, 3.14],
  [1.3, 1.29],
].map(([before, after]) => after! - before!);

/** C. Darwin's fifteen pairs of Zea mays, eighths of an inch; R. A. Fisher, "The Design of Experiments" (1935), III. */
const MAIZE = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];

/** All ways to sign the sizes, by definition. */
function enumerated(differences: readonly number[]): number {
  const sizes = differences.filter((one) => one !== 0).map(Math.abs);
  const rankOf = (size: number) =>
    sizes.filter((one) => one < size).length + (sizes.filter((one) => one === size).length + 1) / 2;
  const ranks = sizes.map(rankOf);
  const mean = ranks.reduce((sum, rank) => sum + rank, 0) / 2;
  const W = differences.reduce((sum, one) => sum + (one > 0 ? rankOf(one) : 0), 0);
  let beyond = 0;
  for (let signs = 0; signs < 2 ** ranks.length; signs++) {
    const sum = ranks.reduce((total, rank, at) => total + ((signs >> at) & 1 ? rank : 0), 0);
    if (Math.abs(sum - mean) >= Math.abs(W - mean) - 1e-9) beyond += 1;
  }
  return beyond / 2 ** ranks.length;
}

describe('signedRank', () => {
  it('as published: 9 patients, two-sided twice the .0195 of Hollander and Wolfe', () => {
    expect(signedRank(DEPRESSION)).toEqual({ W: 5, pValue: 20 / 512, method: 'exact' });
  });

  it("Darwin's maize: W 96, p .041", () => {
    const { W, pValue } = signedRank(MAIZE);
    expect(W).toBe(96);
    expect(pValue).toBeCloseTo(0.04126, 5);
  });

  it('counts as the definition does, also equal sizes and zeros', () => {
    const some = fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(some, (differences) => {
        expect(signedRank(differences).pValue).toBeCloseTo(enumerated(differences), 12);
      }),
    );
  });

  it('without any difference there is nothing to find', () => {
    expect(signedRank([0, 0, 0])).toEqual({ W: 0, pValue: 1, method: 'exact' });
    expect(signedRank([])).toMatchObject({ pValue: 1 });
  });

  it('the least p: all of one sign', () => {
    for (const n of [1, 2, 6, 12])
      expect(signedRank(Array.from({ length: n }, (_, at) => at + 1)).pValue).toBeCloseTo(leastSignedP(n), 14);
  });

  it('the approximation goes on where the counting ends', () => {
    const made = (n: number) => Array.from({ length: n }, (_, at) => (at % 5 < 3 ? 1 : -1) * (at + 1));
    const [counted, normal] = [signedRank(made(200)), signedRank(made(201))];
    expect([counted.method, normal.method]).toEqual(['exact', 'normal']);
    expect(Math.abs(Math.log(counted.pValue / normal.pValue))).toBeLessThan(0.4);
  });
});

describe('signedShift', () => {
  // R. L. McCornack, J. Am. Stat. Assoc. 60 (1965): critical values of W, two-sided 5 % and 1 %; one less than the rank.
  it.each([
    [6, 0, undefined],
    [8, 3, 0],
    [10, 8, 3],
    [12, 13, 7],
    [15, 25, 15],
    [20, 52, 37],
    [25, 89, 68],
    [30, 137, 109],
  ])('%i pairs: critical values %i and %s', (n, five, one) => {
    expect(lowerSignedRank(n, 0.05)).toBe(five + 1);
    expect(lowerSignedRank(n, 0.01)).toBe(one === undefined ? 0 : one + 1);
  });

  it('as published: −.46, from −.786 to −.010 with 96.1 %', () => {
    const { value, lower, upper } = signedShift(DEPRESSION);
    expect(value).toBeCloseTo(-0.46, 10);
    expect(lower).toBeCloseTo(-0.786, 10);
    expect(upper).toBeCloseTo(-0.01, 10);
  });

  it('leaves 0 out exactly where the test finds a difference', () => {
    const sizes = fc.uniqueArray(fc.integer({ min: 1, max: 300 }), { minLength: 6, maxLength: 11 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 2 ** 11 - 1 }), (found, signs) => {
        const differences = found.map((size, at) => ((signs >> at) & 1 ? size : -size));
        const { lower, upper } = signedShift(differences);
        expect(lower! > 0 || upper! < 0).toBe(signedRank(differences).pValue <= 0.05);
      }),
    );
  });

  it('moves with its values, and turns with their sign', () => {
    const whole = fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 6, maxLength: 14 });
    fc.assert(
      fc.property(whole, fc.integer({ min: -50, max: 50 }), (values, by) => {
        const here = signedShift(values);
        const moved = signedShift(values.map((one) => one + by));
        expect(moved).toEqual({ value: here.value + by, lower: here.lower! + by, upper: here.upper! + by });
        const turned = signedShift(values.map((one) => -one));
        expect([turned.value + here.value, turned.lower! + here.upper!]).toEqual([0, 0]);
        expect(here.lower!).toBeLessThanOrEqual(here.value);
      }),
    );
  });

  it('of too few values it has no ends', () => {
    expect(signedShift([1, 2, 3])).toEqual({ value: 2, lower: null, upper: null });
    expect(() => signedShift([])).toThrow(RangeError);
  });
});
