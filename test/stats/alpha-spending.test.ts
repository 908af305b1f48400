import { describe, expect, it } from 'vitest';
import { errorOfLook, spentError } from '../../src/stats/alpha-spending.ts';
import { normalQuantile } from '../../src/stats/distributions/binomial.ts';

const LOOKS = [0.2, 0.4, 0.6, 0.8, 1];

describe('the error that is spent over looks', () => {
  it('grows as the square of the information, from nothing to all of it', () => {
    for (const [i, spent] of [0.001, 0.004, 0.009, 0.016, 0.025].entries())
      expect(spentError(0.025, LOOKS[i]!)).toBeCloseTo(spent, 12);
    expect([spentError(0.025, 0), spentError(0.025, 1.2)]).toEqual([0, 0.025]);
  });

  it('bounds that need no joint distribution lie close above the exact ones', () => {
    // By recursive integration (Armitage, McPherson, Rowe 1969), which gives Lan and DeMets' published bounds, too.
    const exact = [3.09, 2.714, 2.473, 2.28, 2.114];
    for (const [i, at] of LOOKS.entries()) {
      const bound = -normalQuantile(errorOfLook(0.025, LOOKS[i - 1] ?? 0, at));
      expect(bound).toBeGreaterThan(exact[i]! - 0.001);
      expect(bound).toBeLessThan(exact[i]! + 0.3);
    }
  });
});
