import { describe, expect, it } from 'vitest';
import { type Finding, ratios, summaryOf, verdictOf } from '../../scripts/bench/finding.ts';

const finding = (samples: readonly number[], bar?: Finding['bar']): Finding => ({
  measure: 'x',
  unit: 'ratio',
  samples,
  ...(bar ? { bar } : {}),
});
const nine = [0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 9];

describe('a summary', () => {
  it('is the median between the second and the eighth of nine samples, in any order', () => {
    // P(1 < B < 9), B binomial(9, 1/2): 0.961, and 0.82 one further in.
    expect(summaryOf(nine)).toEqual({ median: 1.3, low: 1.0, high: 1.6 });
    expect(summaryOf([...nine].reverse())).toEqual(summaryOf(nine));
  });

  it('takes the middle of two, and the extremes where the samples are too few', () => {
    expect(summaryOf([4, 1, 2, 3])).toEqual({ median: 2.5, low: 1, high: 4 });
    expect(summaryOf([7])).toEqual({ median: 7, low: 7, high: 7 });
    expect(() => summaryOf([])).toThrow(RangeError);
  });
});

describe('a verdict', () => {
  it.each([
    ['ok', '<=', 1.3],
    ['ok?', '<=', 1.0],
    ['missed', '<=', 0.99],
    ['ok', '>=', 1.3],
    ['ok?', '>=', 1.6],
    ['missed', '>=', 1.61],
  ] as const)('is %s for a bar of %s %d', (verdict, op, value) => {
    expect(verdictOf(finding(nine, { op, value }))).toBe(verdict);
  });

  it('is none without a bar', () => {
    expect(verdictOf(finding(nine))).toBe('–');
  });
});

describe('ratios', () => {
  it('are taken pair by pair', () => {
    expect(ratios([2, 9], [1, 3])).toEqual([2, 3]);
    expect(() => ratios([1], [])).toThrow(RangeError);
  });
});
