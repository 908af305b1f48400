import { expect, test } from 'vitest';
import { generator } from '../../src/scenario/random.ts';

const take = (next: () => number, count: number) => Array.from({ length: count }, next);

test('the same seeds give the same numbers, other seeds others', () => {
  expect(take(generator(7, 1), 5)).toEqual(take(generator(7, 1), 5));
  const firsts = new Set([...Array(100).keys()].flatMap((stream) => [generator(7, stream)(), generator(8, stream)()]));
  expect(firsts.size).toBe(200);
});

test('numbers are uniform on [0, 1), and streams of neighbouring VUs are not alike', () => {
  const values = [...Array(50).keys()].flatMap((stream) => take(generator(1, stream + 1), 400));
  const counts = Array<number>(20).fill(0);
  for (const value of values) counts[Math.floor(value * 20)]! += 1;
  const expected = values.length / 20;
  // Chi-squared with 19 degrees of freedom: 43.8 is its 99.9th percentile.
  expect(counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(43.8);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThan(1);
  const [a, b] = [take(generator(1, 1), 2000), take(generator(1, 2), 2000)];
  const correlation = a.reduce((sum, value, i) => sum + (value - 0.5) * (b[i]! - 0.5), 0) / 2000 / (1 / 12);
  expect(Math.abs(correlation)).toBeLessThan(0.075);
});
