/**
 * The non-decreasing sequence g that fits the ratios hits[n]/trials[n] best in weighted least squares, weights
 * trials[n] (for ratios: the maximum likelihood too). Pool adjacent violators. A level without trials takes the value
 * of the level below it; levels without trials at the start are 0. Source: R. E. Barlow, D. J. Bartholomew, J. M.
 * Bremner, H. D. Brunk, "Statistical Inference under Order Restrictions" (1972), section 1.2.
 */
export function nonDecreasingRatios(hits: ArrayLike<number>, trials: ArrayLike<number>, length: number): Float64Array {
  // A stack of blocks: hits, trials and number of levels of each.
  const sums = new Float64Array(length);
  const weights = new Float64Array(length);
  const spans = new Int32Array(length);
  let top = -1;
  for (let n = 0; n < length; n++) {
    const trialsHere = trials[n] ?? 0;
    if (trialsHere === 0 && top >= 0) {
      spans[top]! += 1;
      continue;
    }
    top++;
    sums[top] = hits[n] ?? 0;
    weights[top] = trialsHere === 0 ? Number.MIN_VALUE : trialsHere;
    spans[top] = 1;
    while (top > 0 && sums[top - 1]! * weights[top]! >= sums[top]! * weights[top - 1]!) {
      sums[top - 1]! += sums[top]!;
      weights[top - 1]! += weights[top]!;
      spans[top - 1]! += spans[top]!;
      top--;
    }
  }
  const fitted = new Float64Array(length);
  let at = 0;
  for (let block = 0; block <= top; block++) {
    fitted.fill(sums[block]! / weights[block]!, at, at + spans[block]!);
    at += spans[block]!;
  }
  return fitted;
}
