import { describe, expect, it } from 'vitest';
import { ratioOverBlocks, reachOfRatio } from '../../src/stats/blocks.ts';
import { chance } from '../capacity/simulator/draws.ts';

/** Shares of 100 samples a piece about 10 %, each piece like the one before it by so much. */
function pieces(n: number, alike: number, seed: number) {
  const { normal } = chance(seed);
  let at = 0;
  return Array.from({ length: n }, () => {
    at = alike * at + Math.sqrt(1 - alike ** 2) * normal();
    return { part: 10 + at, whole: 100 };
  });
}

describe('ratioOverBlocks', () => {
  it('is the ratio of the sums, with the error of Cochran’s formula over single pieces', () => {
    const given = Array.from({ length: 16 }, (_, i) => ({ part: i % 2 === 0 ? 1 : 3, whole: 20 }));
    const found = ratioOverBlocks(given)!;
    expect(found.ratio).toBeCloseTo(0.1, 12);
    expect(found.errors).toEqual([{ blocks: 16, error: expect.closeTo(Math.sqrt((16 / 15) * 16) / 320, 12) }]);
    expect(ratioOverBlocks(given.slice(1))).toBeUndefined();
    expect(ratioOverBlocks(given.map(({ part }) => ({ part, whole: 0 })))).toBeUndefined();
  });

  it.each([0, 0.8, 0.95])('reaches the truth as often as it says where neighbours are alike by %f', (alike) => {
    const missed = Array.from({ length: 150 }, (_, seed) => ratioOverBlocks(pieces(300, alike, seed + 1))!).filter(
      (found) => Math.abs(found.ratio - 0.1) > reachOfRatio(found, 0.05),
    );
    expect(missed.length / 150).toBeLessThanOrEqual(0.14);
  });

  it('requests that hang together are no independent ones', () => {
    const error = (alike: number) => reachOfRatio(ratioOverBlocks(pieces(600, alike, 5))!, 0.05);
    expect(error(0.95)).toBeGreaterThan(3 * error(0));
  });
});
