import { describe, expect, it } from 'vitest';
import { stepOverWander } from '../../../src/stats/changes/wander.ts';
import { median } from '../../../src/stats/moments.ts';
import { chance } from '../../capacity/simulator/draws.ts';
import { correlated, NOISES } from './simulated.ts';

describe('stepOverWander', () => {
  it('without correlation it is the log of the ratio of squares about two means and about one', () => {
    const values = [1, 2, 3, 11, 12, 13];
    expect(stepOverWander(values, { from: 0, at: 3, to: 6 }, 0)).toBeCloseTo(6 * Math.log(154 / 4), 10);
  });

  it('a step stands out of independent points, and not out of what wanders as high', () => {
    const seeds = Array.from({ length: 100 }, (_, seed) => seed);
    const steps = seeds.map((seed) =>
      stepOverWander(
        NOISES.normal(60, chance(seed)).map((value, at) => value + (at < 30 ? 0 : 5)),
        { from: 0, at: 30, to: 60 },
        1,
      ),
    );
    const wandering = seeds.map((seed) =>
      stepOverWander(correlated(0.8)(60, chance(seed)), { from: 0, at: 30, to: 60 }, 1),
    );
    expect(Math.min(...steps)).toBeGreaterThan(10);
    expect(median(wandering)).toBeLessThan(3);
  });

  it('points that are all equal speak for no step, levels without noise for nothing else', () => {
    expect(stepOverWander([3, 3, 3, 3], { from: 0, at: 2, to: 4 }, 1)).toBe(0);
    expect(stepOverWander([3, 3, 4, 4], { from: 0, at: 2, to: 4 }, 1)).toBe(Number.POSITIVE_INFINITY);
  });
});
