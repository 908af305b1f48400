import { normalQuantile } from '../stats/distributions/binomial.ts';
import { drawUniform } from '../stats/distributions/uniform.ts';

/** How long the service takes: mean in seconds, coefficient of variation (sd / mean), and the seed of the draws. */
export interface ServiceTimes {
  readonly service: number;
  readonly cv: number;
  readonly seed: number;
}

/**
 * An endless sequence of service times in seconds, the same for the same seed: constant for cv 0, exponential for
 * cv 1, lognormal otherwise (σ² = ln(1 + cv²), μ = ln(mean) − σ²/2). By inversion: one uniform number each, so that
 * two sequences of one seed and different shapes rise and fall together.
 */
export function drawServiceTimes({ service, cv, seed }: ServiceTimes): () => number {
  if (cv === 0) return () => service;
  const uniform = drawUniform(seed);
  if (cv === 1) return () => -service * Math.log(uniform());
  const variance = Math.log1p(cv * cv);
  const mu = Math.log(service) - variance / 2;
  const sigma = Math.sqrt(variance);
  return () => Math.exp(mu - sigma * normalQuantile(uniform()));
}
