import { drawUniform } from '../../../stats/distributions/uniform.ts';
import { mean, variance } from '../../../stats/moments.ts';
import type { RecoveredServices } from './recovered-services.ts';
import { shuffle } from './shuffle.ts';
import { Slots } from './slots.ts';

const SHUFFLES = 20;
/** Standard deviations of the shuffled counts; about 1 in 1,000 true queues is refused. */
const FAR = 4;

/**
 * Whether the order of the services matters: as many requests must be bad with the services in the order in which they
 * came as with the same services dealt out at random over the same arrivals. A pause that hits all slots at once, or a
 * slow spell, shows here however rare it is. A permutation test: exact for independent services of one law.
 */
export function orderMatters(services: RecoveredServices, arrivals: ArrayLike<number>, limit: number): boolean {
  const { slots, times } = services;
  const inOrder = badCount(arrivals, times, slots, limit);
  const uniform = drawUniform(3);
  const dealt = times.slice();
  const counts = Array.from({ length: SHUFFLES }, () => {
    shuffle(dealt, uniform);
    return badCount(arrivals, dealt, slots, limit);
  });
  // A few requests more or less are nothing, even where hardly any is bad.
  const noise = Math.sqrt(variance(counts) * (1 + 1 / SHUFFLES) + 1);
  return Math.abs(inOrder - mean(counts)) > FAR * noise;
}

function badCount(arrivals: ArrayLike<number>, times: Float64Array, slots: number, limit: number): number {
  const free = new Slots(slots);
  let bad = 0;
  for (let i = 0; i < times.length; i++) {
    const end = Math.max(free.earliest, arrivals[i]!) + times[i]!;
    free.occupy(end);
    if (end - arrivals[i]! > limit) bad++;
  }
  return bad;
}
