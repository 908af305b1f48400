/** Running sums of what lies above the first value, and of its square: entry i is that of the first i values. */
export interface RunningSums {
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

/**
 * The running sums of values, of which those of any stretch are differences. They are taken about the first value:
 * squares of large values would lose the digits of their differences.
 */
export function runningSums(values: readonly number[]): RunningSums {
  const base = values[0] ?? 0;
  const [sums, squares] = [new Float64Array(values.length + 1), new Float64Array(values.length + 1)];
  for (const [at, value] of values.entries()) {
    sums[at + 1] = sums[at]! + (value - base);
    squares[at + 1] = squares[at]! + (value - base) ** 2;
  }
  return { sums, squares };
}
