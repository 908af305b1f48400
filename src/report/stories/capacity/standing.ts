import { isOwn } from '../../../objectives/result.ts';
import type { CapacityResult } from '../../../result/capacity.ts';
import type { Estimate } from '../../../result/estimates.ts';
import type { Result } from '../../../result/result.ts';
import { promised, type RateWords, rateWords } from '../../rates.ts';

/** What a capacity search says, as values: everything that its sentences are made of. */
export interface Standing {
  readonly search: CapacityResult;
  /** Undefined where the search came to none. */
  readonly load: Estimate | undefined;
  /** The same in words, where point and ends are known: printed alike everywhere. */
  readonly words: RateWords | undefined;
  /** Requests per second that are promised; null: none. */
  readonly lower: number | null;
  /** The promise in words; empty without one. */
  readonly lowerText: string;
  /** Whether the lower bound reaches the tier's rate; null: no rate was given, or it is not known. */
  readonly carried: boolean | null;
  /** The tier's rate lies within the interval: not carried for certain. */
  readonly marginal: boolean;
  /** lower ÷ tier's rate − 1; null without both. */
  readonly headroom: number | null;
  /** Names of the required objectives that were not searched and were missed where the lower bound was held. */
  readonly missed: readonly string[];
  /** Names of those of which it is not known. */
  readonly unknown: readonly string[];
  /** The tier by name, `the rate asked` of a run without one; and as short as a chart wants it. */
  readonly tier: string;
  readonly tierLabel: string;
}

/** The standing of a run that was a capacity search; undefined of any other. Pure. */
export function standingOf(result: Result): Standing | undefined {
  const { capacity: search, estimates, run } = result;
  if (!search) return undefined;
  const load = estimates.maxSustainableLoad;
  const lower = load?.lower ? load.lower : null;
  const asked = search.tierRate;
  const { value = null, upper = null } = load ?? {};
  const known = value !== null && lower !== null && upper !== null;
  const { missed, unknown } = besideSearch(result);
  const words = known ? rateWords({ value, lower, upper }, asked) : undefined;
  return {
    search,
    load,
    words,
    lower,
    lowerText: words?.lower ?? (lower === null ? '' : promised(lower)),
    carried: carriedBy(result, lower, missed.length + unknown.length === 0 && !isSilencedThere(result)),
    marginal: lower !== null && asked !== null && lower < asked && (upper ?? asked) >= asked,
    headroom: lower !== null && asked ? lower / asked - 1 : null,
    missed,
    unknown,
    tier: run.tier === null ? 'the rate asked' : `the ${run.tier} tier`,
    tierLabel: run.tier === null ? 'rate asked' : `${run.tier} tier`,
  };
}

/**
 * What is required beside the searched objectives, as the hold of the lower bound shows it. Exceptions and the script's
 * own verdict are judged over the whole search, at loads that nothing is promised of too.
 */
function besideSearch({ objectives }: Result): Pick<Standing, 'missed' | 'unknown'> {
  const beside = objectives.filter(
    (line) => line.counts && line.required && line.source !== 'search' && !isOwn(line, 'exceptions', 'script-verdict'),
  );
  const named = (...zones: string[]) => beside.filter(({ zone }) => zones.includes(zone)).map(({ name }) => name);
  return { missed: named('critical', 'degraded'), unknown: named('no-data') };
}

/** Whether something required was silenced, and not met where the lower bound was held: then nothing is said to be. */
function isSilencedThere({ objectives }: Result): boolean {
  return objectives.some(({ beside, required, zone }) => beside === 'silenced' && required && zone !== 'met');
}

/**
 * Headroom counts from the lower bound: that is what is promised. A search that cannot be believed says nothing, nor
 * does one that leaves open whether all that is required is met there.
 */
function carriedBy({ capacity, validity }: Result, lower: number | null, whole: boolean): boolean | null {
  const { tierRate } = capacity!;
  if (tierRate === null || lower === null || validity.status === 'inconclusive') return null;
  return lower < tierRate ? false : whole ? true : null;
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
  stop: 'stopping',
};

export function phaseWord(phase: string): string {
  return PHASES[phase] ?? phase;
}

/** Reasons that a search gives itself: reports tell these in words of their own. */
const OWN_REASONS: readonly string[] = [
  'ended-early',
  'capacity-drifted',
  'target-scaled',
  'unstable',
  'generator-limit',
  'max-rate',
  'no-rate',
  'no-interval',
];

/** What makes a measurement doubtful, but for what a search says of itself. */
export function foreignReasons({ validity, capacity }: Result): Result['validity']['reasons'] {
  return validity.reasons.filter(({ code }) => !capacity || !OWN_REASONS.includes(code));
}

/** Whether the measurement may be believed, and yet the search leaves open what was asked. */
export function leftOpen(result: Result): boolean {
  return result.capacity !== undefined && result.validity.reasons.length > 0 && foreignReasons(result).length === 0;
}
