import { UserError } from '../errors.ts';
import type { Where } from '../metrics/selector.ts';
import { formatNumber } from '../units/format.ts';
import { type Ceilings, refuseAboveCeilings } from './ceilings.ts';
import { type CountedObjective, constantRate, optionsOf } from './options.ts';
import type { Plan, Stage } from './plan.ts';
import type { TierLoad } from './profiles/shape.ts';

/** Seconds beyond which a request is bad, null: only failed ones are; and of which requests, absent: of all. */
interface AskedObjective {
  readonly limit: number | null;
  readonly where?: Where | undefined;
}

/** What is searched for, and whether think() is all that pauses. */
export interface SearchedLimits {
  readonly objectives: readonly AskedObjective[];
  /** Whether the script may pause by itself: only `think()` is taken out. */
  readonly pauses: boolean;
}

export interface SearchPlanInput extends SearchedLimits {
  readonly scenario: string;
  readonly tier: TierLoad;
  /** Requests per iteration. */
  readonly requests: number;
  readonly seed: number;
  readonly ceilings: Ceilings;
  /** Requests per second: of the first batch, and never to be exceeded. */
  readonly startRate: number;
  readonly maxRate: number;
  /** Seconds that the load may last at most. */
  readonly seconds: number;
  /** `poisson`: one run, its rate steered; `even`: trials of a stock k6, the plan is that of the first. */
  readonly arrivals: 'poisson' | 'even';
}

/** Where no objective limits the time of a request, seconds. */
const NO_LIMIT = 1;
/** A request that lasted so many times its limit tells nothing more by lasting longer. */
const WORTH_COUNTING = 4;
/** Allowance for a script's own pauses, seconds an iteration. */
const PAUSES = 1;
/** Users that are made where nobody said how high the rate may go: half a GB of memory, four seconds. */
const USERS = 2000;
const LEAST_USERS = 10;
/** How far above the tier's own rate a search may always go. */
const ABOVE_TIER = 2.5;

/**
 * Seconds that an iteration may be in flight and still be worth counting: four times the tightest limit for each of its
 * requests, or one of them the longest limit and the others so much.
 */
export function flightOf({ objectives, pauses }: SearchedLimits, requests: number): number {
  const stated = objectives.map(({ limit }) => limit).filter((limit) => limit !== null);
  const [tightest, longest] = stated.length > 0 ? [Math.min(...stated), Math.max(...stated)] : [NO_LIMIT, NO_LIMIT];
  const each = WORTH_COUNTING * tightest;
  return (requests - 1) * each + Math.max(each, longest) + (pauses ? PAUSES : 0);
}

/**
 * The highest rate (requests/s) of a search for which nobody gave one: what 2,000 users can carry by Little's law, and
 * 2.5 times the tier's own rate at least; within the guard rails.
 */
export function highestRate(tier: TierLoad, flight: number, requests: number, { maxRate, maxVUs }: Ceilings): number {
  const of = (users: number) => (users / flight) * requests;
  return Math.min(maxRate, of(maxVUs), Math.max(of(USERS), ABOVE_TIER * tier.rate));
}

/** Users that carry a rate (requests/s) with iterations as long as is worth counting, by Little's law. */
function usersAt(rate: number, requests: number, flight: number): number {
  return Math.max(LEAST_USERS, Math.ceil((rate / requests) * flight));
}

/**
 * The plan of a capacity search: one open stage for as long as the budget may last, whose rate is steered. All users
 * are there from the start, by Little's law for the highest rate. Throws UserError (6) above a guard rail. Pure.
 */
export function planSearch(input: SearchPlanInput): Plan {
  const { scenario, tier, requests, seed, ceilings, startRate, maxRate, seconds, arrivals } = input;
  const flight = flightOf(input, requests);
  const maxVUs = usersAt(maxRate, requests, flight);
  const stages = [heldAt(startRate, seconds)];
  const options =
    arrivals === 'even'
      ? constantRate(startRate / requests, seconds, usersAt(startRate, requests, flight))
      : optionsOf({
          stages,
          requests,
          arrivals,
          seed,
          maxVUs,
          census: { objectives: input.objectives.map(countedObjective), requests: true },
        });
  const plan: Plan = {
    scenario,
    profile: 'capacity',
    tier: tier.name,
    base: { kind: 'rate', value: tier.rate },
    arrivals,
    seed,
    timeScale: 1,
    requestsPerIteration: requests,
    stages,
    duration: seconds,
    requests: null,
    maxVUs,
    iterationLimit: flight,
    window: 10,
    recoveryWithin: null,
    options,
  };
  refuseAboveCeilings(plan, ceilings, maxRate);
  if (startRate > maxRate) refuseAbove(maxRate, startRate);
  return plan;
}

/** As the engine reads it: of each tag the patterns as a list. */
function countedObjective({ limit, where }: AskedObjective): CountedObjective {
  const patterns = Object.entries(where ?? {}).map(([tag, pattern]) => [tag, [pattern].flat()] as const);
  return { limit, ...(where ? { where: Object.fromEntries(patterns) } : {}) };
}

/** A search that goes on from another begins at the rate that one asked for last. */
function refuseAbove(maxRate: number, startRate: number): never {
  throw new UserError({
    what: `the search to go on from asked for ${formatNumber(startRate)} requests/s, above --max-rate ${formatNumber(maxRate)}`,
    where: { path: '--max-rate' },
    next: 'give a higher one, or start a new search without --resume',
  });
}

function heldAt(rate: number, seconds: number): Stage {
  return {
    name: 'search',
    role: 'hold',
    load: { kind: 'rate', from: rate, to: rate },
    factor: null,
    from: 0,
    rampTo: 0,
    to: seconds,
    judgedFrom: 0,
    counts: true,
  };
}

/**
 * The plan of one trial of a search by trials: even arrivals at one rate (requests/s) for so many seconds, with the
 * users that it needs. What is in flight at its end is not waited for. Pure.
 */
export function planTrial(plan: Plan, rate: number, seconds: number): Plan {
  const requests = plan.requestsPerIteration ?? 1;
  const maxVUs = usersAt(rate, requests, plan.iterationLimit ?? NO_LIMIT);
  const options = constantRate(rate / requests, seconds, maxVUs);
  return { ...plan, maxVUs, stages: [heldAt(rate, seconds)], duration: seconds, options };
}
