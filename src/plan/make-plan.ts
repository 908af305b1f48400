import type { Profile } from '../config/profile/name.ts';
import type { ProfileOverride } from '../config/profile/override.ts';
import { UserError } from '../errors.ts';
import type { Objective } from '../objectives/objective.ts';
import { formatSpan } from '../units/format.ts';
import { type Ceilings, refuseAboveCeilings } from './ceilings.ts';
import { optionsOf } from './options.ts';
import type { Plan } from './plan.ts';
import { shapeOf } from './profiles/profiles.ts';
import type { TierLoad } from './profiles/shape.ts';
import { areaOf, stagesOf } from './stages.ts';
import { criticalLatency, iterationLimit, usersFor } from './users.ts';

export interface ProfileInput {
  readonly scenario: string;
  readonly profile: Profile;
  readonly tier: TierLoad;
  readonly override: ProfileOverride;
  readonly objectives: readonly Objective[];
  /** Requests per iteration. */
  readonly requests: number;
  readonly arrivals: 'poisson' | 'even';
  readonly seed: number;
  readonly timeScale: number;
  readonly ceilings: Ceilings;
}

const WINDOW_SECONDS = 10;
/** Iterations, each as long as its limits allow, in which what a peak left in flight is over. */
const DRAINING = 3;
/** A judged part shorter than this holds too few whole seconds to mean anything. */
const SHORTEST_JUDGED = 2;

/**
 * The plan of one of loadkit's profiles at a tier. Throws UserError (6 above a ceiling, 2 when scaled to nothing).
 * Pure.
 */
export function planProfile(input: ProfileInput): Plan {
  const shape = shapeOf(input.profile, input.tier, input.override);
  const stages = stagesOf(shape, input.timeScale, input.profile !== 'smoke');
  const duration = stages.at(-1)?.to ?? 0;
  const open = shape.kind === 'rate';
  const peak = Math.max(...stages.map((stage) => stage.load.to));
  const limit = iterationLimit(input.requests, criticalLatency(input.objectives));
  const wanted = open ? usersFor(peak / input.requests, limit) : Math.ceil(peak);
  // The users of a closed profile are its load: no setting may understate them before the guard rail.
  const maxVUs = open ? (input.override.maxVUs ?? Math.min(wanted, input.ceilings.maxVUs)) : wanted;
  const shortest = stages.find((stage) => stage.counts && stage.to - stage.judgedFrom < SHORTEST_JUDGED);
  const arrivals = open ? input.arrivals : null;
  const plan: Plan = {
    scenario: input.scenario,
    profile: input.profile,
    tier: input.tier.name,
    base: { kind: shape.kind, value: shape.base },
    tierLoad: { kind: shape.kind, value: open ? input.tier.rate : input.tier.sessions },
    arrivals,
    seed: input.seed,
    timeScale: input.timeScale,
    requestsPerIteration: input.requests,
    stages,
    duration,
    requests: open ? Math.round(areaOf(stages)) : null,
    maxVUs,
    iterationLimit: open ? limit : null,
    window: Math.max(1, Math.round(WINDOW_SECONDS * input.timeScale)),
    recoveryWithin: shape.recoveryWithin === null ? null : scaledRecovery(shape.recoveryWithin, input.timeScale, limit),
    options: optionsOf({ stages, requests: input.requests, arrivals, seed: input.seed, maxVUs }),
  };
  refuseAboveCeilings(plan, input.ceilings);
  if (shortest) refuseTooShort(shortest.name, input.timeScale, duration);
  return plan;
}

/**
 * A recovery's limit, scaled; but what the peak left in flight ends no sooner in a short run, since latencies do not
 * scale: no less than some iterations may last.
 */
function scaledRecovery(within: number, timeScale: number, iteration: number): number {
  return Math.min(within, Math.max(within * timeScale, DRAINING * iteration));
}

function refuseTooShort(stage: string, timeScale: number, duration: number): never {
  const what = `stage "${stage}" leaves less than ${SHORTEST_JUDGED} s to judge`;
  if (timeScale === 1) throw new UserError({ what, next: 'let the profile hold its load for longer' });
  throw new UserError({
    what: `with this time-scale ${what}`,
    where: { path: '--time-scale' },
    next: `use a larger one: at ${timeScale} the whole run lasts ${formatSpan(duration)}`,
  });
}

/** The options with which the same bundle runs under a plain k6, which has no random arrivals. */
export function plainOptions(plan: Plan): Record<string, unknown> {
  if (plan.arrivals === null || plan.requestsPerIteration === null) return plan.options;
  const { stages, requestsPerIteration: requests, seed, maxVUs } = plan;
  return optionsOf({ stages, requests, arrivals: 'even', seed, maxVUs });
}

export interface ScriptInput {
  readonly scenario: string;
  readonly tier: TierLoad | null;
  /** The options as k6 consolidated them, and what k6 says they need. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly maxVUs: number;
  readonly duration: number | null;
  readonly seed: number;
  readonly ceilings: Ceilings;
}

/** The plan of a plain k6 script: its own options, no stages; judged by windows and as a whole. */
export function planScript(input: ScriptInput): Plan {
  const plan: Plan = {
    scenario: input.scenario,
    profile: 'script',
    tier: input.tier?.name ?? null,
    base: null,
    arrivals: null,
    seed: input.seed,
    timeScale: 1,
    requestsPerIteration: null,
    stages: [],
    duration: input.duration,
    requests: null,
    maxVUs: input.maxVUs,
    iterationLimit: null,
    window: WINDOW_SECONDS,
    recoveryWithin: null,
    options: withoutKeys(input.options),
  };
  refuseAboveCeilings(plan, input.ceilings);
  return plan;
}

/** The options of a script as they may be written down: without the keys of its client certificates. */
function withoutKeys({ tlsAuth: _, ...options }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return options;
}

/**
 * A seed that stays the same for a scenario at a tier, so that repeated runs see the same arrivals (FNV-1a, 1..9999).
 */
export function seedFor(scenario: string, tier: string | null): number {
  let hash = 0x811c9dc5;
  for (const char of `${scenario}/${tier ?? ''}`) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193) >>> 0;
  return (hash % 9999) + 1;
}
