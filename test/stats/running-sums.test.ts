import { expect, test } from 'vitest';
import { runningSums } from '../../src/stats/running-sums.ts';

test('the squares of a stretch about its mean are differences of running sums, far from 0 as well', () => {
  const { sums, squares } = runningSums([1e9, 1e9 + 1, 1e9 + 5, 1e9 + 6]);
  expect([...sums]).toEqual([0, 0, 1, 6, 12]);
  expect([...squares]).toEqual([0, 0, 1, 26, 62]);
  expect(squares[4]! - squares[2]! - (sums[4]! - sums[2]!) ** 2 / 2).toBe(0.5);
  expect([...runningSums([]).sums]).toEqual([0]);
});
