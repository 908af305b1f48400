/**
 * The p of several tests so that one of all is found by chance no more often than one alone would be: the smallest times
 * their number, the next times one less, …, none below the one before; in the order given. Source: S. Holm, "A simple
 * sequentially rejective multiple test procedure", Scand. J. Stat. 6 (1979).
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((p, at) => ({ p, at })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(pValues.length);
  let least = 0;
  for (const [rank, { p, at }] of order.entries()) {
    least = Math.max(least, Math.min(1, (pValues.length - rank) * p));
    adjusted[at] = least;
  }
  return adjusted;
}
