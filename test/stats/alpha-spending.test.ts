import { describe, expect, it } from 'vitest';
import { errorOfLook, spentError } from '../../src/stats/alpha-spending.ts';
import { normalQuantile } from '../../src/stats/distributions/binomial.ts';

const LOOKS = [0.2, 0.4, 0.6, 0.8, 1];

describe('the error that is spent over looks', () => {
  it('is that of the table of Lan and DeMets, five equal looks at 2.5 % on one side', () => {
    const published = [2.7e-7 * 2, 0.000394, 0.003808, 0.012212, 0.025];
    for (const [i, at] of LOOKS.entries()) expect(spentError(0.025, at)).toBeCloseTo(published[i]!, 6);
    expect(spentError(0.025, 0)).toBe(0);
  });

  it('bounds that need no joint distribution lie close above the exact ones: 4.877, 3.357, 2.680, 2.290, 2.031', () => {
    const exact = [4.877, 3.357, 2.68, 2.29, 2.031];
    for (const [i, at] of LOOKS.entries()) {
      const bound = -normalQuantile(errorOfLook(0.025, LOOKS[i - 1] ?? 0, at));
      expect(bound).toBeGreaterThan(exact[i]! - 0.001);
      expect(bound).toBeLessThan(exact[i]! + 0.25);
    }
  });
});
