import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holm } from '../../../src/stats/comparison/holm.ts';

describe('holm', () => {
  // As R: p.adjust(c(0.01, 0.04, 0.03, 0.005), 'holm').
  it('as R has it', () => {
    const found = holm([0.01, 0.04, 0.03, 0.005]);
    for (const [at, p] of [0.03, 0.06, 0.06, 0.02].entries()) expect(found[at]).toBeCloseTo(p, 14);
  });

  it('one alone stays as it is, none gives none', () => {
    expect(holm([0.2])).toEqual([0.2]);
    expect(holm([])).toEqual([]);
  });

  it('lowers none, keeps their order, and goes with whatever order they are given in', () => {
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });
    fc.assert(
      fc.property(values, (p) => {
        const found = holm(p);
        for (const [at, adjusted] of found.entries()) {
          expect(adjusted).toBeGreaterThanOrEqual(p[at]!);
          expect(adjusted).toBeLessThanOrEqual(1);
          for (const [other, q] of p.entries()) if (q > p[at]!) expect(found[other]).toBeGreaterThanOrEqual(adjusted);
        }
        if (p.length > 0) expect(Math.min(...found)).toBe(Math.min(1, p.length * Math.min(...p)));
        expect(holm(p.toReversed())).toEqual(found.toReversed());
      }),
    );
  });
});
