/**
 * Lundberg's adjustment coefficient for claims of one: the x > 0 at which e^x − 1 = x·(1 + loading). A store that
 * random arrivals of rate λ drain and that is refilled at λ·(1 + loading) runs lower than c below full with a
 * probability of at most e^(−x·c) each time that it was full. Source: H. Cramér, "On the Mathematical Theory of Risk"
 * (1930); S. Asmussen, H. Albrecher, "Ruin Probabilities", 2nd ed. (2010), section IV.5. Throws RangeError unless
 * loading is above 0.
 */
export function adjustmentCoefficient(loading: number): number {
  if (!(loading > 0)) throw new RangeError(`loading must be above 0, got ${loading}`);
  const excess = (x: number) => Math.expm1(x) - x * (1 + loading);
  let [low, high] = [0, 1 + 2 * Math.log1p(loading)];
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (excess(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
