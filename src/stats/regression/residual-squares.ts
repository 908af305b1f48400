import { solveLinear } from './linear-system.ts';

/**
 * What ordinary least squares leave of y on these columns: Σ(y − Xβ)². Undefined where a column follows from the others.
 * Columns should be of like size: the normal equations square what separates them. Source: N. R. Draper, H. Smith,
 * "Applied Regression Analysis", 3rd ed., 5.1.
 */
export function residualSquares(columns: readonly (readonly number[])[], y: readonly number[]): number | undefined {
  const product = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, at) => sum + value * b[at]!, 0);
  const solved = solveLinear(
    columns.map((one) => columns.map((other) => product(one, other))),
    columns.map((column) => product(column, y)),
  );
  return solved && y.reduce((sum, value, at) => sum + (value - fitted(columns, solved, at)) ** 2, 0);
}

function fitted(columns: readonly (readonly number[])[], coefficients: readonly number[], at: number): number {
  return columns.reduce((sum, column, i) => sum + coefficients[i]! * column[at]!, 0);
}
