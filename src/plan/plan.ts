import * as z from 'zod';
import { PROFILES } from '../config/profile/name.ts';

/**
 * The profiles that exist; `script`: a plain k6 script with its own options; `capacity`: a search for the highest rate.
 */
const ProfileName = z.enum([...PROFILES, 'script', 'capacity']);

/** What a stage offers: requests per second of an open profile, users of a closed one. From and to differ on a ramp. */
export const StageLoad = z.strictObject({
  kind: z.enum(['rate', 'users']),
  from: z.number(),
  to: z.number(),
});
export type StageLoad = z.infer<typeof StageLoad>;

/** A part of the profile; times in seconds since the scenario began, already time-scaled. */
export const Stage = z.strictObject({
  name: z.string(),
  /**
   * `hold`: the load of the profile. `step`: one of several, ramp, then hold. `ramp`: the load changes all the way; it
   * has no steady part. `spike`: the peak of a spike, judged from its first second. `recovery`: after the peak.
   */
  role: z.enum(['hold', 'step', 'ramp', 'spike', 'recovery']),
  load: StageLoad,
  /** Load as a multiple of the tier's own; null where the tier has none to compare with. */
  factor: z.number().nullable(),
  from: z.number(),
  /** Where the load stops changing (= `from` without a ramp). */
  rampTo: z.number(),
  to: z.number(),
  /** Where the judged part begins: the steady part, or (a ramp) the stage itself. */
  judgedFrom: z.number(),
  /** Whether the verdict of the run rests on this stage. */
  counts: z.boolean(),
});
export type Stage = z.infer<typeof Stage>;

/** What will be sent: the profile at this tier, in words that k6 and people understand. Saved in record.json. */
export const Plan = z.strictObject({
  scenario: z.string(),
  profile: ProfileName,
  tier: z.string().nullable(),
  /** The load to which factors refer, requests/s or users: the tier's, unless something was set in its place. */
  base: z.strictObject({ kind: z.enum(['rate', 'users']), value: z.number() }).nullable(),
  /** What the tier itself says of that kind of load, whatever was set in its place; absent without such a load. */
  tierLoad: z.strictObject({ kind: z.enum(['rate', 'users']), value: z.number() }).optional(),
  arrivals: z.enum(['poisson', 'even']).nullable(),
  seed: z.number().int(),
  timeScale: z.number(),
  /** Requests per iteration as declared or probed; null for plain scripts. */
  requestsPerIteration: z.number().nullable(),
  stages: z.array(Stage),
  /** Seconds from the first to the last arrival; for a plain script as k6 computes it, null when it does not say. */
  duration: z.number().nullable(),
  /** Requests the plan amounts to; null for closed profiles and plain scripts. */
  requests: z.number().nullable(),
  /** Users (VUs) that k6 may use at most. */
  maxVUs: z.number(),
  /** Seconds that an iteration may last within the critical limits, pauses included; null for closed profiles. */
  iterationLimit: z.number().nullable(),
  /** Width in seconds of the windows by which ramps and recoveries are judged. */
  window: z.number(),
  /** Seconds after the load has fallen within which the objectives must hold again, scaled; null without a recovery. */
  recoveryWithin: z.number().nullable(),
  /** Share of HTTP requests that carry a traceparent header; absent: none does. */
  traces: z.number().optional(),
  /** Whether certificates are taken unverified; absent: they are verified. */
  insecure: z.literal(true).optional(),
  /** Whether the stage ends once the verdict of each objective is settled (`--until-sure`); absent: at its end. */
  untilSure: z.literal(true).optional(),
  /** The options given to k6. */
  options: z.record(z.string(), z.unknown()),
});
export type Plan = z.infer<typeof Plan>;
