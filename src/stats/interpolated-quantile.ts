/**
 * The q-quantile (0..1) of n ordered values, between two of them where it falls there: type 7 of Hyndman & Fan, "Sample
 * Quantiles in Statistical Packages" (The American Statistician 50, 1996), as k6 computes percentiles (metrics/sink.go,
 * TrendSink.P). `atRank` gives the value of a rank from 1 to n. Undefined of no values.
 */
export function interpolatedQuantile(n: number, q: number, atRank: (rank: number) => number): number | undefined {
  if (n < 1) return undefined;
  const position = q * (n - 1);
  const below = Math.floor(position);
  const low = atRank(below + 1);
  return low + (atRank(Math.ceil(position) + 1) - low) * (position - below);
}
