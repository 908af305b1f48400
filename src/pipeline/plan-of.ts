import { refuseIdleSets, watched } from '../config/profile/set-flag.ts';
import { type PlannedEvent, planEvents } from '../plan/events.ts';
import { planProfile, planScript } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { planSearch } from '../plan/search-plan.ts';
import { refuseUntilSure } from '../plan/until-sure.ts';
import type { SearchRecord } from '../result/capacity.ts';
import type { Asked } from './gather.ts';
import { type SearchTerms, searchRecordOf } from './search/search-terms.ts';

/** The load that is going to be sent; of a capacity search also what it is to look for. */
export interface Planned {
  readonly plan: Plan;
  readonly search: SearchRecord | undefined;
  /** What will be done to the target meanwhile. */
  readonly events: readonly PlannedEvent[];
}

/**
 * What is planned when an iteration makes so many requests. Pure. Throws UserError: 2 for idle flags
 * and for events after the end, 6 above a guard rail.
 */
export function planOf(asked: Asked, requests: number): Planned {
  const { facts, project } = asked;
  const { traces } = project.service;
  const { plan, search } = asked.search
    ? searchPlan(asked, asked.search, requests)
    : { plan: loadPlan(asked, requests), search: undefined };
  return {
    plan: {
      ...plan,
      ...(traces > 0 ? { traces } : {}),
      ...(facts.options['insecureSkipTLSVerify'] === true ? { insecure: true as const } : {}),
    },
    search,
    events: planEvents(project.service.events, plan, project.serviceFile),
  };
}

/** The load of a profile, or of a script that keeps its own. */
function loadPlan(asked: Asked, requests: number): Plan {
  const { scenario, tier, seed, facts, profile, objectives, arrivals, timeScale, sets, untilSure } = asked;
  const { ceilings } = asked.guardRails;
  if (untilSure) refuseUntilSure(profile, objectives);
  const common = { scenario: scenario.name, tier, seed, ceilings };
  if (profile === 'script')
    return planScript({ ...common, options: facts.options, maxVUs: facts.maxVUs, duration: facts.duration });
  const { override, read } = watched(asked.override);
  const plan = planProfile({ ...common, profile, override, objectives, requests, arrivals, timeScale });
  refuseIdleSets(sets, read, profile);
  return untilSure ? { ...plan, untilSure: true } : plan;
}

function searchPlan(asked: Asked, terms: SearchTerms, requests: number): Omit<Planned, 'events'> {
  const { scenario, tier, seed } = asked;
  const { ceilings } = asked.guardRails;
  const search = searchRecordOf(terms, { tier, ceilings, requests });
  const { objectives, pauses, firstIterations } = terms;
  const plan = planSearch({
    objectives,
    pauses,
    scenario: scenario.name,
    tier,
    requests,
    seed,
    ceilings,
    startRate: firstIterations === undefined ? search.startRate : firstIterations * requests,
    maxRate: search.maxRate,
    seconds: Math.ceil(search.budget),
    arrivals: search.method === 'trials' ? 'even' : 'poisson',
  });
  return { plan, search };
}
