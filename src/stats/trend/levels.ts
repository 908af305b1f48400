import { runningSums } from '../running-sums.ts';

/** A series cut into levels so that the squares about their means are least. */
export interface Staircase {
  readonly squares: number;
  /** The first points of all levels but the first. */
  readonly cuts: readonly number[];
}

/**
 * The best cuttings of values into 1, 2, … `most` + 1 levels of `least` points or more; fewer where the values are too
 * few. Exact, by dynamic programming in most · n² steps. Source: R. Bellman, "On the approximation of curves by line
 * segments using dynamic programming", Comm. ACM 4 (1961).
 */
export function levelsOf(values: readonly number[], most: number, least: number): readonly Staircase[] {
  const n = values.length;
  const { sums, squares } = runningSums(values);
  const costOf = (from: number, to: number) =>
    Math.max(0, squares[to]! - squares[from]! - (sums[to]! - sums[from]!) ** 2 / (to - from));
  let best = Array.from({ length: n + 1 }, (_, to): Staircase | undefined =>
    to >= least ? { squares: costOf(0, to), cuts: [] } : undefined,
  );
  const found: Staircase[] = [];
  for (let cuts = 0; cuts <= most; cuts++) {
    const whole = best[n];
    if (!whole) break;
    found.push(whole);
    const before = best;
    best = before.map((_, to) => {
      let [lowest, at] = [Number.POSITIVE_INFINITY, -1];
      for (let from = least; from <= to - least; from++) {
        const squares = (before[from]?.squares ?? Number.POSITIVE_INFINITY) + costOf(from, to);
        if (squares < lowest) [lowest, at] = [squares, from];
      }
      return at === -1 ? undefined : { squares: lowest, cuts: [...before[at]!.cuts, at] };
    });
  }
  return found;
}
