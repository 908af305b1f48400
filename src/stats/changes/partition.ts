import { runningSums } from '../running-sums.ts';

/**
 * Where a series is best cut into levels: the sum of squares about the mean of each level, and `penalty` for each cut, is
 * the least that there is; no level is shorter than `least` points. The indices of the first points of all levels but
 * the first. Time grows with the square of the points. Source: B. Jackson et al., "An algorithm for optimal
 * partitioning of data on an interval", IEEE Signal Processing Letters 12 (2005).
 */
export function partition(values: readonly number[], penalty: number, least: number): number[] {
  const n = values.length;
  const { sums, squares } = runningSums(values);
  const cost = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
  const cutBefore = new Int32Array(n + 1);
  cost[0] = -penalty;
  for (let to = least; to <= n; to++) {
    for (let from = 0; from <= to - least; from++) {
      if (cost[from] === Number.POSITIVE_INFINITY) continue;
      const sum = sums[to]! - sums[from]!;
      const total = cost[from]! + squares[to]! - squares[from]! - (sum * sum) / (to - from) + penalty;
      // Of equal costs the longer last level wins.
      if (total < cost[to]!) [cost[to], cutBefore[to]] = [total, from];
    }
  }
  const cuts: number[] = [];
  for (let at = cutBefore[n]!; at > 0; at = cutBefore[at]!) cuts.unshift(at);
  return cuts;
}
