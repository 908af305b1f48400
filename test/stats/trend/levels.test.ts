import { expect, test } from 'vitest';
import { levelsOf } from '../../../src/stats/trend/levels.ts';

test('the best cuttings, of levels of two points or more', () => {
  const found = levelsOf([1, 1, 5, 5, 5, 2, 2], 3, 2);
  expect(found.map(({ cuts }) => cuts)).toEqual([[], [2], [2, 5]]);
  expect(found[0]!.squares).toBeCloseTo(22, 12);
  expect(found[1]!.squares).toBeCloseTo(10.8, 12);
  expect(found[2]!.squares).toBeCloseTo(0, 12);
  expect(levelsOf([1, 2], 3, 2)).toHaveLength(1);
  expect(levelsOf([1], 3, 2)).toEqual([]);
});
