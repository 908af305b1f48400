/** From here on the continued fraction converges in a few steps; below it the series does. */
const FAR = 2.5;

/**
 * P(Z > z), Z standard normal, to about 1e-13 relative for z >= 0: the series of G. Marsaglia, "Evaluating the normal
 * distribution", Journal of Statistical Software 11 (2004), about 0; the continued fraction 26.2.14 of Abramowitz and
 * Stegun further out, so that small probabilities keep their digits.
 */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (density === 0) return 0;
  if (z >= FAR) {
    let fraction = z;
    for (let k = 120; k >= 1; k--) fraction = z + k / fraction;
    return density / fraction;
  }
  let [sum, term] = [z, z];
  for (let k = 3; term > 1e-17 * sum; k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return 0.5 - density * sum;
}
