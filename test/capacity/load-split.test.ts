import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitOf } from '../../src/capacity/load-split.ts';

const load = (rate: number, held: boolean, seconds = 5) => ({ rate, seconds, held });

describe('the split of loads that held from loads that broke', () => {
  it('lies between the highest that held and the lowest that broke', () => {
    expect(splitOf([load(40, false), load(10, true), load(20, true)])).toEqual({ held: 20, broke: 40 });
    expect(splitOf([load(10, true)])).toEqual({ held: 10, broke: undefined });
    expect(splitOf([load(10, false)])).toEqual({ held: undefined, broke: 10 });
    expect(splitOf([])).toEqual({ held: undefined, broke: undefined });
  });

  it('is not where a few seconds broke that were held for long later: the target got faster', () => {
    const later = Array.from({ length: 24 }, (_, at) => load(20 + at, true));
    expect(splitOf([load(10, true), load(20, false, 4), ...later])).toEqual({ held: 43, broke: undefined });
  });

  it('is not above what broke for long because a few seconds beyond it got done', () => {
    expect(splitOf([load(10, true), load(20, false, 30), load(22, true, 5)])).toEqual({ held: 10, broke: 20 });
  });

  it('has what held below what broke, whatever was tried', () => {
    const one = fc.record({
      rate: fc.integer({ min: 1, max: 9 }),
      seconds: fc.integer({ min: 1, max: 9 }),
      held: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(one), (loads) => {
        const { held = 0, broke = Number.POSITIVE_INFINITY } = splitOf(loads);
        expect(held).toBeLessThan(broke);
      }),
    );
  });
});
