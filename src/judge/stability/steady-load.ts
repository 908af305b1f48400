import type { Plan } from '../../plan/plan.ts';
import type { SteadyLoad } from '../../stability/run-course.ts';

/** A constant load that lasts so long, seconds, is long enough for a leak to show, whatever the profile is. */
const LONG = 600;
/** Of a soak, which is about it, however short a time-scale makes it. */
const LONG_OF_SOAK = 120;

/**
 * The longest stretch of constant load of a plan up to the end of what was measured, without its ramps; undefined where
 * none is long enough, of a search, and of a plain script, whose load nobody knows.
 */
export function steadyLoad(
  { stages, profile }: Pick<Plan, 'stages' | 'profile'>,
  measured: number,
): SteadyLoad | undefined {
  if (profile === 'capacity') return undefined;
  const longest = stages
    .filter(({ role }) => role === 'hold' || role === 'step')
    .map(({ name, rampTo, to }) => ({ stage: name, from: rampTo, to: Math.min(to, measured) }))
    .reduce<SteadyLoad | undefined>((best, one) => (best && lengthOf(best) >= lengthOf(one) ? best : one), undefined);
  const least = profile === 'soak' ? LONG_OF_SOAK : LONG;
  return longest && lengthOf(longest) >= least ? longest : undefined;
}

function lengthOf({ from, to }: SteadyLoad): number {
  return to - from;
}
