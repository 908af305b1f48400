import { randomInt } from 'node:crypto';
import { holdSeconds } from '../capacity/search/phases/confirm-seconds.ts';
import { searchable } from '../capacity/searchable.ts';
import { UserError } from '../errors.ts';
import type { Engine } from '../k6/engine/engine.ts';
import type { ScenarioFacts } from '../k6/inspect/inspect.ts';
import { REPORTING } from '../measure/drivers/driver.ts';
import type { Objective } from '../objectives/objective.ts';
import type { Ceilings } from '../plan/ceilings.ts';
import type { Plan } from '../plan/plan.ts';
import { flightOf, highestRate, planSearch, type SearchedLimits } from '../plan/search-plan.ts';
import type { TierLoad } from '../plan/shape.ts';
import type { SearchRecord } from '../result/capacity.ts';
import { formatSpan } from '../units/format.ts';
import type { RunRequest, SearchWish } from './request.ts';
import type { Earlier } from './resumed.ts';

/** Seconds of the budget that no load is sent in: the engine, its users and the target made ready; reports written. */
const SET_UP = 12;
/** Of the budget, the judged part of the hold at the lower bound; within these seconds. */
const HOLD_SHARE = 0.1;
const HOLD = { least: 20, most: 45 };
/** Below this there is no time for the least number of blocks, or of trials. */
const LEAST_BUDGET = { steered: 120, trials: 180 } as const;
/** Seconds of a trial beside its judged load: k6 started and ended, and the beginning that is dropped. */
const AROUND_TRIAL = 13;
const ONLY_FAILURES = 'no objective limits the time of a request: only failures limit the search';
/** Requests per second of the first batch or trial. */
const START = 20;

export interface SearchInput {
  readonly request: RunRequest;
  readonly scenario: string;
  readonly engine: Engine;
  readonly facts: ScenarioFacts;
  readonly tier: TierLoad;
  readonly objectives: readonly Objective[];
  readonly ceilings: Ceilings;
  readonly seed: number | undefined;
  /** The search that this one goes on from. */
  readonly earlier: Earlier | undefined;
}

/** A search that is planned: what it is to look for, and its plan for so many requests an iteration. */
export interface PlannedSearch {
  readonly searchFor: (requests: number) => SearchRecord;
  readonly planFor: (requests: number) => Plan;
}

/**
 * Plans a search within its budget of wall time. Throws UserError: 2 where nothing can be searched or the flags do not go
 * together, 6 above a guard rail.
 */
export function planSearchOf(input: SearchInput, wish: SearchWish): PlannedSearch {
  const { request, engine, facts, tier, ceilings, scenario, earlier } = input;
  const method = engine.kind === 'stock' ? 'trials' : 'steered';
  refuseFlags(request, facts, method);
  const { searched, left } = searchable(input.objectives);
  if (searched.length === 0)
    throw new UserError({
      what: 'no objective can be searched',
      where: { path: 'objectives' },
      why: left.join('; ') || 'none is configured',
      next: "give one: --objective 'http_req_duration p95 <= 200ms'",
    });
  const load = loadSeconds(wish, method);
  const limited: SearchedLimits = { objectives: searched, pauses: facts.profile === null };
  const seed = input.seed ?? randomInt(1, 10_000);
  const highest = (requests: number) =>
    wish.maxRate ??
    earlier?.record.search?.maxRate ??
    highestRate(tier, flightOf(limited, requests), requests, ceilings);
  const last = earlier?.state.asks.at(-1);
  const first = (requests: number) => (last ? last.rate * requests : Math.min(START, highest(requests)));
  return {
    searchFor: (requests) => ({
      method,
      objectives: [...searched],
      startRate: Math.min(START, highest(requests)),
      maxRate: highest(requests),
      precision: wish.precision,
      budget: wish.budget,
      loadBudget: (earlier?.load ?? 0) + load.budget,
      confirm: load.confirm,
      resumes: earlier?.record.id ?? null,
      tierRate: request.tier === undefined ? null : tier.rate,
      notes: searched.some(({ limit }) => limit !== null) ? [...left] : [...left, ONLY_FAILURES],
    }),
    planFor: (requests) =>
      planSearch({
        ...limited,
        scenario,
        tier,
        requests,
        seed,
        ceilings,
        startRate: first(requests),
        maxRate: highest(requests),
        seconds: Math.ceil(wish.budget),
        arrivals: method === 'trials' ? 'even' : 'poisson',
      }),
  };
}

/** How the wall time is spent: load before the confirming hold, and the judged part of that. */
function loadSeconds({ budget }: SearchWish, method: SearchRecord['method']): { budget: number; confirm: number } {
  const least = LEAST_BUDGET[method];
  if (budget < least)
    throw new UserError({
      what: `a budget of ${formatSpan(budget)} is too short for any interval`,
      where: { path: '--budget' },
      why: `it is wall time, in which the rate is bracketed, ${method === 'trials' ? 'trials are run one after the other' : 'blocks are run about the estimate'}, and the lower bound is held`,
      next: `give ${formatSpan(least)} at least; 10m is the default`,
    });
  const confirm = Math.round(Math.min(HOLD.most, Math.max(HOLD.least, HOLD_SHARE * budget)));
  const hold = method === 'trials' ? AROUND_TRIAL + confirm : holdSeconds(confirm);
  return { budget: budget - SET_UP - REPORTING - hold, confirm };
}

function refuseFlags(
  { arrivals, timeScale, sets, search }: RunRequest,
  facts: ScenarioFacts,
  method: SearchRecord['method'],
): void {
  const refuse = (what: string, path: string, why: string) => {
    throw new UserError({ what, where: { path }, why, next: `leave out ${path}` });
  };
  if (timeScale !== 1)
    refuse(
      'a search cannot be time-scaled',
      '--time-scale',
      'a time-scaled run makes no capacity claim; --budget says how long it may take',
    );
  if (method === 'trials' && search?.resume !== undefined)
    refuse(
      'a search with a stock k6 cannot go on from another',
      '--resume',
      'its trials are runs of k6 of their own, which begin anew',
    );
  if (arrivals === 'even' && method === 'steered')
    refuse('a search needs random arrivals', '--arrivals', 'evenly spaced ones flatter the target by 2-11 %');
  if (sets.length > 0)
    refuse(
      'a search has no profile that --set could change',
      '--set',
      'the search chooses the rates; --max-rate, --precision and --budget bound it',
    );
  if (!facts.exports.includes('default'))
    throw new UserError({
      what: 'the script has no default function',
      where: { file: facts.file },
      why: 'the default function is the iteration that a search repeats; exec functions and scenarios of its own are replaced',
      next: 'export default the function that makes one iteration',
    });
}
