import { describe, expect, it } from 'vitest';
import { cliffsDelta } from '../../../src/stats/comparison/cliffs-delta.ts';
import { mannWhitney } from '../../../src/stats/comparison/mann-whitney.ts';
import { normalQuantile } from '../../../src/stats/distributions/binomial.ts';
import { normalTail } from '../../../src/stats/distributions/normal-tail.ts';
import { drawUniform } from '../../../src/stats/distributions/uniform.ts';
import { truth } from './vectors.ts';

const deltaOf = (a: readonly number[], b: readonly number[]) => cliffsDelta(mannWhitney(a, b).U, a.length, b.length);

describe('cliffsDelta', () => {
  it.each(truth.two_sample)('as scipy: $name', ({ a, b, cliffs_delta_b_over_a }) => {
    expect(deltaOf(a, b).value).toBeCloseTo(cliffs_delta_b_over_a, 14);
  });

  it('has a width where the samples do not overlap, and none beyond 1', () => {
    const { value, lower, upper } = cliffsDelta(0, 5, 5);
    expect([value, upper]).toEqual([1, 1]);
    expect(lower).toBeGreaterThan(0.2);
    expect(lower).toBeLessThan(0.7);
    const other = cliffsDelta(25, 5, 5);
    expect(other.value).toBe(-1);
    expect(other.lower).toBe(-1);
    expect(other.upper).toBeCloseTo(-lower, 12);
  });

  it('holds the truth of normal samples about as often as it says', () => {
    const uniform = drawUniform(7);
    const drawn = (n: number, lift: number) => Array.from({ length: n }, () => normalQuantile(uniform()) + lift);
    for (const lift of [0, 1, 2]) {
      const truthOf = 1 - 2 * normalTail(lift / Math.SQRT2);
      let held = 0;
      for (let k = 0; k < 500; k++) {
        const { lower, upper } = deltaOf(drawn(6, 0), drawn(10, lift));
        if (lower <= truthOf && upper >= truthOf) held += 1;
      }
      expect(held / 500).toBeGreaterThan(0.92);
      expect(held / 500).toBeLessThan(0.99);
    }
  });
});
