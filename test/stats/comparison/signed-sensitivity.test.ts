import { describe, expect, it } from 'vitest';
import { signedRank } from '../../../src/stats/comparison/signed-rank.ts';
import { noticeableInPairs, pairsNeeded } from '../../../src/stats/comparison/signed-sensitivity.ts';
import { normalQuantile } from '../../../src/stats/distributions/binomial.ts';
import { drawUniform } from '../../../src/stats/distributions/uniform.ts';

const wanted = { alpha: 0.01, power: 0.9 };

describe('noticeableInPairs', () => {
  it.each([8, 12, 20])('%i pairs: the test finds it in 9 of 10 cases', (n) => {
    const shift = noticeableInPairs(n, wanted)!;
    const uniform = drawUniform(99);
    let found = 0;
    for (let k = 0; k < 800; k++) {
      const differences = Array.from({ length: n }, () => normalQuantile(uniform()) + shift);
      if (signedRank(differences).pValue < wanted.alpha) found += 1;
    }
    expect(found / 800).toBeGreaterThan(0.87);
    expect(found / 800).toBeLessThan(0.93);
  });

  it('none shows where no p is small enough', () => expect(noticeableInPairs(7, wanted)).toBeUndefined());

  it('the formula for many pairs goes on where the draws for few end', () => {
    const [drawn, formula] = [29, 30].map((n) => noticeableInPairs(n, wanted)!) as [number, number];
    expect(Math.abs(drawn / formula - Math.sqrt(30 / 29))).toBeLessThan(0.06);
  });
});

describe('pairsNeeded', () => {
  it.each([1, 1.5, 4])('%f standard deviations: what the draws say, to one', (shift) => {
    const n = pairsNeeded(shift, wanted)!;
    const enough = (count: number) => (noticeableInPairs(count, wanted) ?? Number.POSITIVE_INFINITY) <= shift;
    expect(enough(n + 1)).toBe(true);
    expect(enough(n - 2)).toBe(false);
  });

  it('nobody measures what a shift of next to nothing would need', () =>
    expect(pairsNeeded(0.001, wanted)).toBeUndefined());
});
