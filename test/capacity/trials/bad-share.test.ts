import { describe, expect, it } from 'vitest';
import { badShare } from '../../../src/capacity/trials/bad-share.ts';
import type { TrialBatch } from '../../../src/capacity/trials/trial.ts';
import { wilsonInterval } from '../../../src/stats/distributions/binomial.ts';
import { studentTQuantile } from '../../../src/stats/distributions/student-t.ts';

const batch = (finished: number, bad: number, dropped = 0): TrialBatch => ({
  at: 0,
  seconds: 5,
  scheduled: finished + dropped,
  dropped,
  finished,
  bad: [bad],
  inFlight: 1,
  inFlightAtEnd: 1,
});

describe('badShare', () => {
  it("is Wilson's interval, at Student's t, where batches scatter no more than chance", () => {
    const batches = [batch(100, 5), batch(100, 5), batch(100, 5), batch(100, 5)];
    const { share, lower, upper, effective } = badShare(batches, 0);
    expect(share).toBe(0.05);
    expect(effective).toBe(400);
    const t = studentTQuantile(0.95, 3);
    // The normal quantile of Wilson's must be that t.
    const middle = (0.05 + (t * t) / 800) / (1 + (t * t) / 400);
    expect((lower + upper) / 2).toBeCloseTo(middle, 12);
    expect(upper - lower).toBeGreaterThan(wilsonInterval(20, 400, 0.9).high - wilsonInterval(20, 400, 0.9).low);
  });

  it('counts spells of bad requests as what they are worth', () => {
    const even = badShare([batch(100, 5), batch(100, 6), batch(100, 4), batch(100, 5)], 0);
    const spell = badShare([batch(100, 0), batch(100, 20), batch(100, 0), batch(100, 0)], 0);
    expect(spell.share).toBe(even.share);
    // Variance of the mean by hand: (5² + 15² + 5² + 5²)·4/3/400² = 0.0025; binomial 0.05·0.95/400.
    expect(spell.effective).toBeCloseTo((0.05 * 0.95) / 0.0025, 9);
    expect(spell.upper).toBeGreaterThan(even.upper);
  });

  it('knows that none of a few is not nothing', () => {
    expect(badShare([batch(10, 0), batch(10, 0), batch(10, 0)], 0).upper).toBeGreaterThan(0.05);
    expect(badShare([batch(1000, 0), batch(1000, 0), batch(1000, 0)], 0)).toMatchObject({ share: 0, lower: 0 });
    expect(badShare([batch(1000, 0), batch(1000, 0), batch(1000, 0)], 0).upper).toBeLessThan(0.003);
  });

  it('counts the dropped among all and among the bad', () => {
    expect(badShare([batch(90, 10, 10), batch(90, 10, 10)], 0)).toMatchObject({ share: 0.1, count: 200 });
  });

  it('says nothing of nothing', () => {
    expect(badShare([], 0)).toMatchObject({ lower: 0, upper: 1 });
    expect(badShare([batch(0, 0), batch(0, 0)], 0)).toMatchObject({ lower: 0, upper: 1 });
    expect(badShare([batch(100, 5)], 0)).toMatchObject({ lower: 0, upper: 1 });
  });
});
