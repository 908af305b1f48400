import exec from 'k6/execution';

/**
 * The row of this iteration: the first iteration of the k6 scenario gets the first row, and so on over all VUs, from
 * the start again after the last. Within an iteration it stays the same. Not for setup() and teardown(), which are no
 * iterations.
 */
export function row<Row>(rows: readonly Row[]): Row {
  if (rows.length === 0) throw new Error('row() was given no rows');
  return rows[exec.scenario.iterationInTest % rows.length]!;
}
