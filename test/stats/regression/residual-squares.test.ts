import { expect, test } from 'vitest';
import { fitLine } from '../../../src/stats/regression/line-fit.ts';
import { residualSquares } from '../../../src/stats/regression/residual-squares.ts';

test('a line, a parabola, and columns that follow from one another', () => {
  const x = [-1, -0.4, 0.1, 0.6, 1];
  const y = [3, 1, 0.5, 2, 4.5];
  const ones = x.map(() => 1);
  const line = residualSquares([ones, x], y)!;
  expect(line).toBeCloseTo(3 * fitLine(x, y).residualSd ** 2, 12);
  const parabola = x.map((at) => 2 - at + 3 * at ** 2);
  expect(residualSquares([ones, x, x.map((at) => at ** 2)], parabola)).toBeCloseTo(0, 12);
  expect(residualSquares([ones, ones], y)).toBeUndefined();
});
