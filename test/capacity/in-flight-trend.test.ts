import { describe, expect, it } from 'vitest';
import { inFlightTrend } from '../../src/capacity/in-flight-trend.ts';
import { drawUniform } from '../../src/stats/distributions/uniform.ts';

/** Twenty points 5 s apart about a line, with noise of that much to each side. */
function series(level: number, perSecond: number, noise: number, seed = 1): { at: number; inFlight: number }[] {
  const uniform = drawUniform(seed);
  return Array.from({ length: 20 }, (_, i) => ({
    at: 5 * i,
    inFlight: level + perSecond * 5 * i + noise * (2 * uniform() - 1),
  }));
}

describe('inFlightTrend', () => {
  it('sees what piles up, and how fast', () => {
    const trend = inFlightTrend(series(20, 0.1, 3))!;
    expect(trend).toMatchObject({ rising: true, seconds: 95 });
    expect(trend.slope).toBeCloseTo(0.1, 1);
    expect(trend.lower).toBeGreaterThan(0);
    expect(trend.level).toBeCloseTo(20 + 0.1 * 47.5, -1);
  });

  it('lets noise be noise: at most 1 in 100 level series rises', () => {
    const alarms = Array.from({ length: 500 }, (_, seed) => inFlightTrend(series(20, 0, 10, seed))!.rising);
    expect(alarms.filter(Boolean).length).toBeLessThanOrEqual(5);
  });

  it('forgives a rise of less than 5 % of the level, and a fall', () => {
    expect(inFlightTrend(series(100, 0.04, 0.01))!.rising).toBe(false);
    expect(inFlightTrend(series(100, 0.08, 0.01))!.rising).toBe(true);
    expect(inFlightTrend(series(100, -1, 0.01))!.rising).toBe(false);
    expect(inFlightTrend(series(0.02, 0.0001, 0))!.rising).toBe(false);
  });

  it('takes the level that it is told, for residuals', () => {
    const residuals = series(0, 0.04, 0.01);
    expect(inFlightTrend(residuals)!.rising).toBe(true);
    expect(inFlightTrend(residuals, 100)!.rising).toBe(false);
  });

  it('says nothing of five points', () => {
    expect(inFlightTrend(series(20, 1, 0).slice(0, 5))).toBeUndefined();
  });
});
