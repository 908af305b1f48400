/**
 * The autocorrelation of values about 0 (residuals) at a lag: Σ e(k) e(k+lag) over the pairs that exist, by pair, over
 * Σ e²/n. `steps` says at which whole step of the grid each value stands, so that gaps leave pairs out instead of
 * closing up. NaN without a pair, or where all values are 0. Source: G. E. P. Box, G. M. Jenkins, "Time Series
 * Analysis", 2.1; by pairs as E. Parzen, Sankhya A 25 (1963), for gaps.
 */
export function autocorrelation(values: readonly number[], steps: readonly number[], lag: number): number {
  const at = new Map(steps.map((step, i) => [step, values[i]!]));
  let [sum, pairs] = [0, 0];
  for (const [step, value] of at) {
    const later = at.get(step + lag);
    if (later === undefined) continue;
    sum += value * later;
    pairs += 1;
  }
  const power = values.reduce((total, value) => total + value ** 2, 0) / values.length;
  return sum / pairs / power;
}
