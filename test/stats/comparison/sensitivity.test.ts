import { describe, expect, it } from 'vitest';
import { mannWhitney } from '../../../src/stats/comparison/mann-whitney.ts';
import { noticeableShift, valuesNeeded } from '../../../src/stats/comparison/sensitivity.ts';
import { normalQuantile } from '../../../src/stats/distributions/binomial.ts';
import { drawUniform } from '../../../src/stats/distributions/uniform.ts';

const wanted = { alpha: 0.05, power: 0.9 };

describe('noticeableShift', () => {
  it.each([
    [5, 5],
    [5, 10],
    [8, 20],
  ])('%i against %i: the test finds it in 9 of 10 cases', (n, m) => {
    const shift = noticeableShift(n, m, wanted)!;
    const uniform = drawUniform(99);
    const drawn = (count: number, lift: number) =>
      Array.from({ length: count }, () => normalQuantile(uniform()) + lift);
    let found = 0;
    for (let k = 0; k < 800; k++) if (mannWhitney(drawn(n, 0), drawn(m, shift)).pValue < wanted.alpha) found += 1;
    expect(found / 800).toBeGreaterThan(0.87);
    expect(found / 800).toBeLessThan(0.93);
  });

  it('none shows where no p is small enough', () => {
    expect(noticeableShift(3, 3, wanted)).toBeUndefined();
    expect(noticeableShift(4, 4, { ...wanted, alpha: 0.05 / 6 })).toBeUndefined();
  });

  it('the formula for many values goes on where the draws for few end', () => {
    const [counted, formula] = [39, 40].map((n) => noticeableShift(n, n, wanted)!) as [number, number];
    expect(Math.abs(counted / formula - Math.sqrt(40 / 39))).toBeLessThan(0.03);
  });

  it('more values notice less', () => {
    const shifts = [4, 6, 10, 20, 39, 40, 80].map((n) => noticeableShift(n, n, wanted)!);
    expect(shifts).toEqual(shifts.toSorted((a, b) => b - a));
  });
});

describe('valuesNeeded', () => {
  it.each([1.2, 1.5, 2.5, 4, 20])('%f standard deviations: what the draws say, to one', (shift) => {
    const n = valuesNeeded(shift, wanted)!;
    const enough = (count: number) => (noticeableShift(count, count, wanted) ?? Number.POSITIVE_INFINITY) <= shift;
    expect(enough(n + 1)).toBe(true);
    expect(enough(n - 2)).toBe(false);
  });

  it('few values and the formula for many meet', () => {
    const needed = Array.from({ length: 40 }, (_, i) => valuesNeeded(0.6 + i / 40, wanted)!);
    expect(needed).toEqual(needed.toSorted((a, b) => b - a));
  });

  it('of many by the formula', () => expect(valuesNeeded(0.3, wanted)).toBe(245));

  it('nobody measures what a shift of next to nothing would need', () => {
    expect(valuesNeeded(0.001, wanted)).toBeUndefined();
    expect(valuesNeeded(0, wanted)).toBeUndefined();
  });
});
