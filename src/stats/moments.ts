/** The mean; NaN of nothing. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** The unbiased sample variance, Σ(x − x̄)²/(n − 1); NaN of fewer than two values. */
export function variance(values: ArrayLike<number>): number {
  const middle = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - middle) ** 2;
  return sum / (values.length - 1);
}

/** The standard deviation that two samples have in common, each about its own mean; 0 where neither has two values. */
export function pooledDeviation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const degrees = a.length + b.length - 2;
  const squares = (values: ArrayLike<number>) => (values.length > 1 ? (values.length - 1) * variance(values) : 0);
  return degrees > 0 ? Math.sqrt((squares(a) + squares(b)) / degrees) : 0;
}

/**
 * The quantile (0..1) of values sorted upwards, by linear interpolation between ranks (Hyndman and Fan's type 7).
 * Values may be infinite: a rank that is a value's own is that value, whatever stands beside it.
 */
export function quantileOfSorted(sorted: ArrayLike<number>, quantile: number): number {
  const rank = quantile * (sorted.length - 1);
  const below = Math.floor(rank);
  if (below >= sorted.length - 1) return sorted[sorted.length - 1] ?? Number.NaN;
  if (rank === below) return sorted[below]!;
  return sorted[below]! + (rank - below) * (sorted[below + 1]! - sorted[below]!);
}

/** The middle of the values, in any order; NaN of none. */
export function median(values: readonly number[]): number {
  const ascending = values.toSorted((a, b) => a - b);
  const half = ascending.length >> 1;
  if (ascending.length % 2 === 1) return ascending[half]!;
  return (ascending[half - 1]! + ascending[half]!) / 2;
}

/** The median absolute deviation of normal values times this is their standard deviation. */
export const MAD_TO_SD = 1.4826;

/**
 * The variance of an estimate from its values with one of G groups left out each: (G−1)/G Σ(x_i − x̄)².
 * Source: B. Efron, C. Stein, "The jackknife estimate of variance", Annals of Statistics 9 (1981).
 */
export function jackknifeVariance(leftOut: ArrayLike<number>): number {
  const groups = leftOut.length;
  return (variance(leftOut) * (groups - 1) ** 2) / groups;
}

/** How many of the ascending values lie below a bound: the place of the first that does not. */
export function countBelow(ascending: ArrayLike<number>, bound: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
