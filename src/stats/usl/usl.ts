/**
 * The Universal Scalability Law: throughput against concurrency, X(N) = λN / (1 + σ(N−1) + κN(N−1)).
 * N is concurrency (users, or requests in flight), never an offered rate; X is goodput, in any unit of work per time.
 * Source: N. J. Gunther, "Guerrilla Capacity Planning" (2007), ch. 4-6; with λ free: B. Schwartz, "Practical
 * Scalability Analysis with the Universal Scalability Law" (2015).
 */
export interface UslCoefficients {
  /** Contention: the share of the work that cannot be done at the same time. */
  readonly sigma: number;
  /** Coherency (crosstalk): what every pair of customers costs. */
  readonly kappa: number;
  /** Throughput of one customer alone. */
  readonly lambda: number;
}

/** X(N). */
export function uslThroughput({ sigma, kappa, lambda }: UslCoefficients, concurrency: number): number {
  return (lambda * concurrency) / (1 + (concurrency - 1) * (sigma + kappa * concurrency));
}

/**
 * Where throughput is highest, N* = √((1−σ)/κ). Undefined where it has no maximum: κ = 0, since it only rises, or
 * σ >= 1, since it only falls.
 */
export function uslPeakConcurrency({ sigma, kappa }: UslCoefficients): number | undefined {
  return kappa > 0 && sigma < 1 ? Math.sqrt((1 - sigma) / kappa) : undefined;
}

/**
 * The concurrencies with X(N) = `throughput` > 0, before and past the peak: κN² + (σ − κ − λ/X)N + (1 − σ) = 0. Only
 * `before` where κ = 0. Undefined above the highest throughput. σ < 1.
 */
export function uslConcurrency(
  coefficients: UslCoefficients,
  throughput: number,
): { readonly before: number; readonly past: number | undefined } | undefined {
  const { sigma, kappa, lambda } = coefficients;
  if (!(throughput > 0)) throw new RangeError(`throughput must be above 0, got ${throughput}`);
  if (!(sigma < 1)) throw new RangeError(`sigma must be below 1, got ${sigma}`);
  const linear = lambda / throughput - sigma + kappa;
  const discriminant = linear * linear - 4 * kappa * (1 - sigma);
  if (linear <= 0 || discriminant < 0) return undefined;
  // The root that is not a difference of near numbers; the other follows from their product (1 − σ)/κ.
  const sum = (linear + Math.sqrt(discriminant)) / 2;
  return { before: (1 - sigma) / sum, past: kappa > 0 ? sum / kappa : undefined };
}
