import { chance } from '../simulator/draws.ts';
import { Bench, type Strategy } from './strategy.ts';

const SECONDS = 60;
const WIDTH = 0.03;

/**
 * Halves a bracket by trials of 60 s, 5 of them warm-up, each judged by its percentile, until it is 3 % wide. The
 * claim: what passed.
 */
export const bisection: Strategy = (server, seed) => {
  const bench = new Bench(server, seed);
  let high = server.truth * (1.8 + 0.4 * chance(seed + 1).uniform());
  let low = high / 8;
  while (high / low > 1 + WIDTH) {
    const rate = Math.sqrt(low * high);
    if (bench.badShare(rate, SECONDS) <= 1 - server.quantile) low = rate;
    else high = rate;
  }
  return { rate: low, seconds: bench.seconds };
};
