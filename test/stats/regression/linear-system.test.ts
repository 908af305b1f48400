import fc from 'fast-check';
import { expect, it } from 'vitest';
import { solveLinear } from '../../../src/stats/regression/linear-system.ts';

it('solves what has a solution, also where the first pivot is 0', () => {
  expect(solveLinear([[2]], [6])).toEqual([3]);
  expect(solveLinear([[0, 1], [2, 0]], [3, 4])).toEqual([2, 3]); // biome-ignore format: matrix
  const cells = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 9, maxLength: 9 });
  const sides = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(cells, sides, (cell, x) => {
      const rows = [0, 3, 6].map((from) => cell.slice(from, from + 3));
      const [[a, b, c], [d, e, f], [g, h, i]] = rows as [number[], number[], number[]];
      fc.pre(a! * (e! * i! - f! * h!) - b! * (d! * i! - f! * g!) + c! * (d! * h! - e! * g!) !== 0);
      const right = rows.map((row) => row.reduce((sum, value, j) => sum + value * x[j]!, 0));
      for (const [j, value] of solveLinear(rows, right)!.entries()) expect(value).toBeCloseTo(x[j]!, 9);
    }),
  );
});

it('gives nothing of a singular matrix', () => {
  expect(solveLinear([[1, 2], [2, 4]], [1, 2])).toBeUndefined(); // biome-ignore format: matrix
  expect(solveLinear([[0, 0], [0, 0]], [0, 0])).toBeUndefined(); // biome-ignore format: matrix
});
