import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { steepSteps } from '../../../src/stats/changes/steep.ts';
import { chance } from '../../capacity/simulator/draws.ts';
import { NOISES } from './simulated.ts';

const { ttest_vectors } = JSON.parse(
  readFileSync(new URL('../../fixtures/truth/changepoint.json', import.meta.url), 'utf8'),
);

describe('steepSteps', () => {
  it("p is Student's, times the ways of cutting", () => {
    const [{ left, right, student_p }] = ttest_vectors.slice(1);
    const [step] = steepSteps([...left, ...right]);
    expect(step).toMatchObject({ index: 5 });
    // One cut of ten points, three on a side at least: five ways.
    expect(step!.pValue / 5 / student_p).toBeCloseTo(1, 9);
  });

  it('noise alone has none, nor levels without any scatter, nor what more than 14 points say', () => {
    const noisy = Array.from({ length: 500 }, (_, seed) => steepSteps(NOISES.normal(11, chance(seed))));
    expect(noisy.filter((steps) => steps.length > 0).length).toBeLessThanOrEqual(3);
    expect(steepSteps([1, 1, 1, 2, 2, 2])).toEqual([]);
    const long = [...NOISES.normal(8, chance(1)), ...NOISES.normal(7, chance(2)).map((value) => 2 * value)];
    expect([steepSteps(long).length, steepSteps(long.slice(1)).length]).toEqual([0, 1]);
    expect(steepSteps([])).toEqual([]);
  });
});
