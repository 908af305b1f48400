import { describe, expect, it } from 'vitest';
import { quantileOf, Stat, statOfK6, statOfPercent } from '../../src/objectives/stat.ts';

describe('quantileOf', () => {
  it.each([
    ['p50', 0.5],
    ['p95', 0.95],
    ['p99.9', 0.999],
    ['med', 0.5],
  ])('%s', (stat, expected) => {
    expect(quantileOf(stat)).toBeCloseTo(expected, 12);
  });

  it.each(['avg', 'min', 'max', 'rate', 'count', 'value'])('%s is no percentile', (stat) => {
    expect(quantileOf(stat)).toBeUndefined();
  });
});

describe('a percentile of k6', () => {
  it.each([
    [0, 'min'],
    [50, 'p50'],
    [99.95, 'p99.95'],
    [100, 'max'],
  ])('p(%d) is %s', (percent, stat) => {
    expect(statOfPercent(percent)).toBe(stat);
    expect(Stat.safeParse(stat).success).toBe(true);
  });

  it.each([
    ['p95', 'p(95)'],
    ['med', 'med'],
    ['rate', 'rate'],
  ])('%s is its %s', (stat, word) => {
    expect(statOfK6(stat)).toBe(word);
  });
});
