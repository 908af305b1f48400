import { describe, expect, it } from 'vitest';
import { comparePairs } from '../../../src/compare/pairs/compare-pairs.ts';
import { noiseOf } from '../../../src/compare/pairs/noise.ts';
import { madePair } from './made-pairs.ts';

const noise = (made: Parameters<typeof madePair>[0]) => {
  const { before, after } = madePair({ pairs: 8, ...made });
  return noiseOf(before, after);
};

describe('noiseOf', () => {
  it('says the scatter of pairs and the shift that it hides, with an interval', () => {
    // √2 times the noise of a block, as many pairs tell.
    const [p50, p95] = noise({ pairs: 400, noise: 0.02 });
    expect([p50!.name, p95!.name, p50!.pairs]).toEqual(['p50', 'p95', 400]);
    expect(p50!.scatter).toBeCloseTo(0.02 * Math.SQRT2, 2);
    expect(p50!.lower).toBeLessThan(p50!.shift);
    expect(p50!.upper / p50!.lower).toBeLessThan(1.2);
    const [few] = noise({ noise: 0.04 });
    expect(few!.upper / few!.lower).toBeGreaterThan(2);
  });

  it.each([0.01, 0.03])('a shift as large is found in about 9 of 10 pairs, noise %f', (level) => {
    const [p50] = noise({ pairs: 400, noise: level });
    let found = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const { before, after } = madePair({ noise: level, slower: 1 + p50!.shift, seed });
      const metric = comparePairs(before, after).metrics.find(({ name }) => name === 'p50')!;
      if (metric.verdict === 'regression') found += 1;
    }
    expect(found / 60).toBeGreaterThan(0.8);
  });

  it('never promises less than the floor, and says nothing of few pairs', () => {
    const [still] = noise({ noise: 0.001 });
    expect(still!.shift).toBeGreaterThan(0.02);
    expect(still!.shift).toBeLessThan(0.022);
    expect(noise({ pairs: 4 })).toEqual([]);
  });
});
