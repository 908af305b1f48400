/** How many observations of a histogram are at most so large: `le`, and the count. */
export type Bucket = readonly [upper: number, count: number];

/** A quantile of a histogram. `beyond`: it is larger than the largest bound, and `value` is that bound. */
export interface BucketQuantile {
  readonly value: number;
  readonly beyond: boolean;
}

/**
 * The q-quantile of what a classic histogram of Prometheus counted, by linear interpolation inside a bucket, as
 * `histogram_quantile` does; the first bucket begins at 0 where its bound is positive. Beyond the largest bound it is that
 * bound, as in Prometheus, which is less than the truth. `buckets` are cumulative. Undefined where nothing was counted,
 * where there is no bucket +Inf, and where there is no other. Pure.
 */
export function bucketQuantile(q: number, buckets: readonly Bucket[]): BucketQuantile | undefined {
  const sorted = [...buckets].sort(([a], [b]) => a - b);
  const [last, total] = sorted.at(-1) ?? [0, 0];
  if (last !== Number.POSITIVE_INFINITY || !(total > 0)) return undefined;
  const rank = q * total;
  const at = sorted.findIndex(([, count]) => count >= rank && count > 0);
  const [upper, count] = sorted[at]!;
  const before = sorted[at - 1];
  if (upper === Number.POSITIVE_INFINITY) return before && { value: before[0], beyond: true };
  const [lower, below] = before ?? [upper > 0 ? 0 : upper, 0];
  const value = count > below ? lower + ((upper - lower) * (rank - below)) / (count - below) : upper;
  return { value, beyond: false };
}
