import { describe, expect, it } from 'vitest';
import { jointlyDealt, jointlySigned } from '../../../src/stats/comparison/max-statistic.ts';
import { normalQuantile } from '../../../src/stats/distributions/binomial.ts';
import { drawUniform } from '../../../src/stats/distributions/uniform.ts';

const uniform = drawUniform(5);
const normals = (count: number, lift = 0) => Array.from({ length: count }, () => normalQuantile(uniform()) + lift);

/** |t| of two samples with one variance, straight from its definition. */
function t(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = (values: readonly number[]) => values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0);
  const spread = (squares(a) + squares(b)) / (a.length + b.length - 2);
  return Math.abs(mean(a) - mean(b)) / Math.sqrt(spread * (1 / a.length + 1 / b.length));
}

describe('the p of many series of the same runs', () => {
  it('of one is the share of all dealings whose t is as large', () => {
    const [before, after] = [normals(4), normals(3, 1.5)];
    const all = [...before, ...after];
    let [as, ways] = [0, 0];
    for (let bits = 0; bits < 2 ** 7; bits++) {
      const chosen = all.filter((_, at) => (bits >> at) % 2 === 1);
      if (chosen.length !== 3) continue;
      ways += 1;
      const rest = all.filter((_, at) => (bits >> at) % 2 === 0);
      if (t(rest, chosen) >= t(before, after) * (1 - 1e-9)) as += 1;
    }
    expect(ways).toBe(35);
    expect(jointlyDealt([{ before, after }])[0]).toBeCloseTo(as / ways, 12);
  });

  it('copies of a series cost nothing: they hang together', () => {
    const one = { before: normals(8), after: normals(5, 2) };
    const [alone] = jointlyDealt([one]);
    expect(jointlyDealt(Array.from({ length: 30 }, () => one))).toEqual(Array.from({ length: 30 }, () => alone));
  });

  it('one that stands far out has the least p among a hundred, where Holm would find none', () => {
    const others = Array.from({ length: 99 }, () => ({ before: normals(10), after: normals(5) }));
    const [least, ...rest] = jointlyDealt([{ before: normals(10), after: normals(5, 12) }, ...others]);
    expect(least).toBeLessThan(0.002);
    expect(Math.min(...rest)).toBeGreaterThan(0.01);
  });

  it('nothing is found of values that are all the same, of too few, or of none', () => {
    expect(jointlyDealt([{ before: [1, 1, 1, 1], after: [1, 1, 1] }])).toEqual([1]);
    expect(jointlyDealt([{ before: [1, 2, 3, 4], after: [9, null, null] }])).toEqual([1]);
    expect(jointlyDealt([])).toEqual([]);
    expect(jointlySigned([])).toEqual([]);
  });

  it('a value that was never there before is found: 0 in all runs, then some', () => {
    expect(jointlyDealt([{ before: [0, 0, 0, 0, 0, 0], after: [3, 4, 2, 5] }])[0]).toBeCloseTo(1 / 210, 10);
  });

  it('of pairs: all of one sign is 2 of all ways to exchange them', () => {
    expect(jointlySigned([[1, 2, 3, 4, 5, 6, 7, 8]])[0]).toBeCloseTo(2 / 256, 12);
    expect(jointlySigned([[1, -2, 3, null, 0]])[0]).toBeGreaterThan(0.5);
  });

  it('more dealings than are counted are drawn, always the same ones', () => {
    const one = { before: normals(20), after: normals(12, 0.4) };
    const [first] = jointlyDealt([one]);
    expect(jointlyDealt([one])[0]).toBe(first);
    expect(jointlyDealt([{ before: normals(20), after: normals(12, 9) }])[0]).toBeCloseTo(1 / 10_001, 8);
  });
});
