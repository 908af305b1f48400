/** How many observations of a histogram are at most so large: `le`, and the count. */
export type Bucket = readonly [upper: number, count: number];

/**
 * The q-quantile of what a classic histogram of Prometheus counted, by linear interpolation inside a bucket, as
 * `histogram_quantile` does; the first bucket begins at 0 where its bound is positive. `buckets` are cumulative. Undefined where nothing was counted, where
 * there is no bucket +Inf, and where the quantile lies beyond the largest bound: Prometheus says that bound then, which
 * would be less than the truth. Pure.
 */
export function bucketQuantile(q: number, buckets: readonly Bucket[]): number | undefined {
  const sorted = [...buckets].sort(([a], [b]) => a - b);
  const [last, total] = sorted.at(-1) ?? [0, 0];
  if (last !== Number.POSITIVE_INFINITY || !(total > 0)) return undefined;
  const rank = q * total;
  const at = sorted.findIndex(([, count]) => count >= rank && count > 0);
  const [upper, count] = sorted[at]!;
  if (upper === Number.POSITIVE_INFINITY) return undefined;
  const [lower, below] = at > 0 ? sorted[at - 1]! : [upper > 0 ? 0 : upper, 0];
  return count > below ? lower + ((upper - lower) * (rank - below)) / (count - below) : upper;
}
