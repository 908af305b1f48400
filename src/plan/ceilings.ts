import { type Location, type Problem, UserError } from '../errors.ts';
import { adjustmentCoefficient } from '../stats/queueing/lundberg.ts';
import { formatNumber, formatSpan } from '../units/format.ts';
import { scriptRate } from './executors.ts';
import type { Plan } from './plan.ts';

/** What no run may exceed (`safety:` in loadkit.config.yaml): requests/s, VUs, seconds. */
export interface Ceilings {
  readonly maxRate: number;
  readonly maxVUs: number;
  readonly maxDuration: number;
  /** Where the project states them; the others are defaults. */
  readonly stated?: Readonly<Partial<Record<CeilingName, Location>>>;
}

type CeilingName = 'maxRate' | 'maxVUs' | 'maxDuration';

/** The place of a guard rail as messages name it. */
export function placeOf(name: CeilingName, { stated }: Ceilings): Location {
  return stated?.[name] ?? { path: `safety.${name}` };
}

/**
 * Refuses a plan that is above a guard rail of the project; `upTo`: the highest rate (requests/s) to which it may be
 * steered. Whatever is sent passes here as it is sent. Throws UserError (6).
 */
export function refuseAboveCeilings(plan: Plan, ceilings: Ceilings, upTo = 0): void {
  const problems: Problem[] = [];
  const over = (what: string, key: CeilingName) =>
    problems.push({
      what,
      where: placeOf(key, ceilings),
      why: 'a guard rail of this project; scenarios, tiers and the environment cannot raise it',
      next: `lower the load, or raise safety.${key} in loadkit.config.yaml`,
    });
  const rate = Math.max(upTo, peakOf(plan));
  const { maxRate, maxVUs, maxDuration } = ceilings;
  if (rate > maxRate)
    over(`the plan peaks at ${formatNumber(rate, 6)} requests/s, above maxRate: ${maxRate}`, 'maxRate');
  if (plan.maxVUs > maxVUs) over(`the plan needs ${plan.maxVUs} VUs, above maxVUs: ${maxVUs}`, 'maxVUs');
  const seconds = plan.duration ?? 0;
  if (seconds > maxDuration)
    over(`the plan lasts ${formatSpan(seconds)}, above maxDuration: ${formatSpan(maxDuration)}`, 'maxDuration');
  if (problems.length > 0) throw new UserError(problems, 6);
}

/**
 * The highest rate that a plan asks for, requests/s; of a plain script its iterations, of which each makes a request or
 * is no load.
 */
function peakOf({ stages, options }: Plan): number {
  if (stages.length === 0) return scriptRate(options);
  return Math.max(...stages.map(({ load }) => (load.kind === 'rate' ? Math.max(load.from, load.to) : 0)));
}

/** What an engine is held to while it runs, whatever its script does. */
export interface SentCeiling {
  /**
   * Requests, by a token bucket: `burst` may come at once, and `refill` a second. Null where the project states no
   * ceiling: the default one bounds what is planned, and a script whose users wait for nothing may be as fast as its
   * machine.
   */
  readonly requests: { readonly refill: number; readonly burst: number } | null;
  /** Iterations per second that may be asked of a steered run. */
  readonly iterations: number;
}

/** So many requests may come at once under the lowest ceiling: a page and what belongs to it. */
const LEAST_BURST = 20;
/** Random arrivals near the ceiling scatter about it: below this loading no bucket would hold them for long. */
const LEAST_LOADING = 0.05;
/** e^−34: that independent users overflow the bucket after a moment at which it was full. */
const SURE = 34;

/**
 * What the engine is held to: a second's worth of requests at once, and under random arrivals as many as independent
 * users at the plan's peak come to by chance. `upTo`: the highest rate to which it may be steered, requests/s. Pure.
 */
export function sentCeiling(plan: Plan, ceilings: Ceilings, upTo?: number): SentCeiling {
  const { maxRate, stated } = ceilings;
  const requests = plan.requestsPerIteration ?? 1;
  const iterations = Math.min(maxRate, upTo ?? maxRate) / requests;
  if (stated?.maxRate === undefined) return { requests: null, iterations };
  const burst = Math.max(maxRate, LEAST_BURST, requests);
  const peak = upTo ?? peakOf(plan);
  if (plan.arrivals !== 'poisson' || peak === 0) return { requests: { refill: maxRate, burst }, iterations };
  const loading = Math.max(LEAST_LOADING, maxRate / peak - 1);
  const scatter = (SURE * requests) / adjustmentCoefficient(loading);
  return {
    requests: { refill: Math.max(maxRate, peak * (1 + loading)), burst: Math.max(burst, Math.ceil(scatter)) },
    iterations,
  };
}
