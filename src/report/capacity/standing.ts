import type { CapacityResult } from '../../result/capacity.ts';
import type { Result } from '../../result/result.ts';
import type { Estimate } from '../../result/vocabulary.ts';

/** What a capacity search says, as values: everything that its sentences are made of. */
export interface Standing {
  readonly search: CapacityResult;
  /** `max-sustainable-load`; undefined where the search came to none. */
  readonly load: Estimate | undefined;
  /** Requests per second that are promised; null: none. */
  readonly lower: number | null;
  /** Whether the tier's rate is carried; null: no rate was given, or it is not known. */
  readonly carried: boolean | null;
  /** lower ÷ tier's rate − 1; null without both. */
  readonly headroom: number | null;
  /** The tier by name, `the rate asked` of a run without one. */
  readonly tier: string;
}

/** The standing of a run that was a capacity search; undefined of any other. Pure. */
export function standingOf(result: Result): Standing | undefined {
  const { capacity: search, estimates, run } = result;
  if (!search) return undefined;
  const load = estimates.find(({ name }) => name === 'max-sustainable-load');
  const lower = load?.lower ? load.lower : null;
  const asked = search.tierRate;
  return {
    search,
    load,
    lower,
    carried: carriedBy(result, lower, load?.upper ?? null),
    headroom: lower !== null && asked ? lower / asked - 1 : null,
    tier: run.tier === null ? 'the rate asked' : `the ${run.tier} tier`,
  };
}

/**
 * Headroom counts from the lower bound: the tier is carried where that reaches its rate, not where the upper bound is below it,
 * and in between nobody knows. A search that cannot be believed, or whose lower bound never held, says nothing.
 */
function carriedBy({ capacity, validity }: Result, lower: number | null, upper: number | null): boolean | null {
  const { tierRate, confirmation, ended } = capacity!;
  if (tierRate === null || validity.status === 'inconclusive') return null;
  if (ended === 'alone') return false;
  if (ended === 'drifting') return null;
  if (confirmation?.held === false) return upper !== null && upper < tierRate ? false : null;
  if (lower !== null && lower >= tierRate) return true;
  return upper !== null && upper < tierRate ? false : null;
}

/** The search's phases in words of people. */
const PHASES: Readonly<Record<string, string>> = {
  bracket: 'doubling',
  double: 'doubling',
  ceiling: 'at the highest rate',
  coast: 'draining',
  drain: 'draining',
  home: 'homing in',
  between: 'narrowing',
  track: 'tracking',
  settle: 'confirming',
  confirm: 'confirming',
};

export function phaseWord(phase: string): string {
  return PHASES[phase] ?? phase;
}
