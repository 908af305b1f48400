import { holdSeconds } from '../../capacity/search/phases/confirm-seconds.ts';
import { searchable } from '../../capacity/searchable.ts';
import { UserError } from '../../errors.ts';
import type { Engine } from '../../k6/engine/engine.ts';
import type { ScenarioFacts } from '../../k6/inspect/inspect.ts';
import { REPORTING } from '../../measure/drivers/driver.ts';
import type { Objective } from '../../objectives/objective.ts';
import { can } from '../../plan/abilities.ts';
import type { Ceilings } from '../../plan/ceilings.ts';
import type { TierLoad } from '../../plan/profiles/shape.ts';
import { flightOf, highestRate } from '../../plan/search-plan.ts';
import type { SearchRecord } from '../../result/capacity.ts';
import { formatSpan } from '../../units/format.ts';
import type { RunRequest, SearchWish } from '../request.ts';
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
  readonly request: Pick<RunRequest, 'tier' | 'arrivals' | 'timeScale' | 'sets' | 'search'>;
  readonly wish: SearchWish;
  readonly engine: Engine;
  readonly facts: ScenarioFacts;
  readonly objectives: readonly Objective[];
  /** The search that this one goes on from. */
  readonly earlier: Earlier | undefined;
}

/**
 * What a search is to look for, and within what; the rates follow from the requests of an iteration (`searchRecordOf`).
 */
export interface SearchTerms {
  readonly method: SearchRecord['method'];
  readonly objectives: readonly SearchRecord['objectives'][number][];
  /** Whether iterations may pause, as those of a plain script do. */
  readonly pauses: boolean;
  /** Requests per second never to be exceeded, where somebody said; and iterations per second to begin with. */
  readonly maxRate: number | undefined;
  readonly firstIterations: number | undefined;
  readonly precision: number;
  /** Seconds: by the clock on the wall; of load before the confirmation; of the confirming hold. */
  readonly budget: number;
  readonly loadBudget: number;
  readonly confirm: number;
  readonly resumes: string | null;
  /** Whether somebody named the tier, so that its rate is compared with what is found. */
  readonly tierNamed: boolean;
  readonly notes: readonly string[];
}

/**
 * Reads what a search is to look for, within its budget of wall time. Throws UserError (2) where nothing can be
 * searched or the flags do not go together.
 */
export function searchTerms({ request, wish, engine, facts, objectives, earlier }: SearchInput): SearchTerms {
  const method = can(engine).steer ? 'steered' : 'trials';
  refuseFlags(request, facts, method);
  const { searched, left } = searchable(objectives);
  if (searched.length === 0)
    throw new UserError({
      what: 'no objective can be searched',
      where: { path: 'objectives' },
      why: left.join('; ') || 'none is configured',
      next: "give one: --objective 'http_req_duration p95 <= 200ms'",
    });
  const load = loadSeconds(wish, method);
  return {
    method,
    objectives: searched,
    pauses: facts.profile === null,
    maxRate: wish.maxRate ?? earlier?.record.search.maxRate,
    firstIterations: earlier?.state.asks.at(-1)?.rate,
    precision: wish.precision,
    budget: wish.budget,
    loadBudget: (earlier?.load ?? 0) + load.budget,
    confirm: load.confirm,
    resumes: earlier?.record.id ?? null,
    tierNamed: request.tier !== undefined,
    notes: searched.some(({ limit }) => limit !== null) ? [...left] : [...left, ONLY_FAILURES],
  };
}

/** The search as it is recorded, when an iteration makes so many requests. */
export function searchRecordOf(
  terms: SearchTerms,
  { tier, ceilings, requests }: { readonly tier: TierLoad; readonly ceilings: Ceilings; readonly requests: number },
): SearchRecord {
  const { method, objectives, precision, budget, loadBudget, confirm, resumes, notes } = terms;
  const maxRate = terms.maxRate ?? highestRate(tier, flightOf(terms, requests), requests, ceilings);
  return {
    method,
    objectives: [...objectives],
    startRate: Math.min(START, maxRate),
    maxRate,
    precision,
    budget,
    loadBudget,
    confirm,
    resumes,
    tierRate: terms.tierNamed ? tier.rate : null,
    notes: [...notes],
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
  { arrivals, timeScale, sets, search }: SearchInput['request'],
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
