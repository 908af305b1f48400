import * as z from 'zod';
import { JudgedMeasure, ObjectiveResult } from '../objectives/result.ts';
import { Zone } from '../objectives/zone.ts';
import { Plan, Stage, StageLoad } from '../plan/plan.ts';
import { AlertResult } from './alerts.ts';
import { CapacityResult } from './capacity.ts';
import { Estimates } from './estimates.ts';
import { EventResult } from './events.ts';
import { MonitorResult, RequestDemand, StatementsResult } from './monitors.ts';
import { Reason } from './reason.ts';
import { Provenance, RunKind } from './record.ts';
import { StabilityFinding } from './stability.ts';
import { StageErrors } from './stage-errors.ts';
import { Caveat, EndedBy, State, TierRate, Verdict } from './vocabulary.ts';

/** Latency of successful requests, in seconds; a percentile is null where the sample cannot support it. */
export const Latency = z.strictObject({
  count: z.number(),
  mean: z.number().nullable(),
  p50: z.number().nullable(),
  p90: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
  max: z.number().nullable(),
});
export type Latency = z.infer<typeof Latency>;

/**
 * What other work on the generator's machine did to the measurement. p50 to max: by how many seconds, at most, waits
 * for a CPU can have lengthened that quantile of the requests; they only make it look worse. null: not measured.
 */
export const Disturbance = z.strictObject({
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
  max: z.number().nullable(),
  /** p99 of one wait for a CPU, seconds (the engine's canary; of a stock k6 estimated). */
  wait: z.number().nullable(),
  /** Seconds a second for which the generator's threads were ready and waited for a CPU. */
  runDelay: z.number().nullable(),
  /** Share of the CPU time that the machine's hypervisor gave to others. */
  steal: z.number().nullable(),
  /** Whether the target runs on the generator's machine, and so waits for the same CPUs. */
  shared: z.boolean(),
  /** Share of the time in which the CPUs had no time left or work waited for one. */
  contended: z.number().nullable(),
  /**
   * What is missed there proves nothing unless it is missed by more than that; breaking points and throughput do not.
   */
  disturbed: z.boolean(),
});
export type Disturbance = z.infer<typeof Disturbance>;

export const StageResult = z.strictObject({
  name: z.string(),
  role: Stage.shape.role,
  load: StageLoad.nullable(),
  factor: z.number().nullable(),
  from: z.number(),
  to: z.number(),
  judgedFrom: z.number(),
  counts: z.boolean(),
  /**
   * Of a run that lasts until it is sure: the length (s) that was planned, and whether it ended since the verdict of each
   * objective was settled. `to` less `from` is how long it lasted. Absent of other runs.
   */
  untilSure: z.strictObject({ planned: z.number(), settled: z.boolean() }).optional(),
  valid: z.boolean(),
  reasons: z.array(z.string()),
  /** Worst zone of the objectives judged on this stage; null where none was. */
  zone: Zone.nullable(),
  /**
   * Over the judged part. Requests per second completed; iterations scheduled, started, dropped (null: not counted).
   */
  requests: z.number(),
  throughput: z.number().nullable(),
  failed: z.number(),
  /** Requests that began there and were never answered: neither among `requests` nor `failed`. Absent: none is known of. */
  unanswered: z.number().optional(),
  scheduled: z.number().nullable(),
  started: z.number().nullable(),
  dropped: z.number().nullable(),
  latency: Latency,
  /**
   * Standard errors of figures within this run, by blocks of time; null where there are too few. Absent of stages on which
   * no verdict rests, and in older results. What runs differ by among themselves they do not say.
   */
  errors: StageErrors.optional(),
  /** p99 of the arrival lateness in seconds. */
  lateness: z.number().nullable(),
  pressure: z.number().nullable(),
  disturbance: Disturbance,
});
export type StageResult = z.infer<typeof StageResult>;

/** When the objectives held again after the load had fallen. Times in seconds. */
export const RecoveryResult = z.strictObject({
  /** The stage that was watched. */
  stage: z.string(),
  /** When the load had fallen, since the scenario began. */
  fell: z.number(),
  /** How long the service was watched from then on, and how soon the objectives must hold again. */
  watched: z.number(),
  within: z.number(),
  /** From the fall to the moment from which the objectives held and stayed held; null: not while it was watched. */
  seconds: z.number().nullable(),
  /** `degraded`: in time only within the critical limits. */
  zone: Zone,
  /** The objective that was the last to hold again, or that did not; null where none was broken. */
  last: z.string().nullable(),
});
export type RecoveryResult = z.infer<typeof RecoveryResult>;

export const EndpointResult = z.strictObject({
  /** Of several names what they have in common: `/orders/{id}`; `other` where they have nothing. */
  name: z.string(),
  method: z.string(),
  /** How many different names it stands for, at least: some may not have been kept. Absent: one. */
  names: z.number().optional(),
  requests: z.number(),
  failed: z.number(),
  throughput: z.number().nullable(),
  latency: Latency,
});
export type EndpointResult = z.infer<typeof EndpointResult>;

/** The endpoints that broke an objective, the one with the most samples beyond what is allowed first. */
export const CauseResult = z.strictObject({
  objective: z.string(),
  measure: JudgedMeasure,
  endpoints: z.array(
    z.strictObject({
      /** Method and name. */
      endpoint: z.string(),
      /**
       * Samples beyond the limit that was missed, of all of the objective's; how many more than the objective allows of
       * so many.
       */
      bad: z.number(),
      samples: z.number(),
      excess: z.number(),
    }),
  ),
});
export type CauseResult = z.infer<typeof CauseResult>;

export const CheckResult = z.strictObject({ name: z.string(), passes: z.number(), fails: z.number() });
export type CheckResult = z.infer<typeof CheckResult>;

/** A kind of failed request or thrown exception with a few examples. */
export const ErrorResult = z.strictObject({
  /** `fault/status-500` */
  id: z.string(),
  kind: z.string(),
  count: z.number(),
  examples: z.array(z.string()),
});
export type ErrorResult = z.infer<typeof ErrorResult>;

/** Everything that began, and what became of it; null under a k6 that keeps no account. */
export const Accounting = z
  .strictObject({
    /** started = ended + threw + cut off; dropped ones never started. */
    iterations: z.strictObject({
      started: z.number(),
      ended: z.number(),
      threw: z.number(),
      cutOff: z.number(),
      dropped: z.number(),
    }),
    /** HTTP requests of iterations: started = ended + cut off. A redirect that is followed is a request of its own. */
    requests: z.strictObject({ started: z.number(), ended: z.number(), cutOff: z.number() }),
  })
  .nullable();
export type Accounting = z.infer<typeof Accounting>;

export const Totals = z.strictObject({
  requests: z.number(),
  failed: z.number(),
  /** Requests that got a response of any status. */
  answered: z.number(),
  iterations: z.number(),
  dropped: z.number(),
  checks: z.strictObject({ passes: z.number(), fails: z.number() }),
  dataSent: z.number(),
  dataReceived: z.number(),
  vusMax: z.number(),
  /** Measured requests per iteration; null without iterations. */
  requestsPerIteration: z.number().nullable(),
  /** Seconds that the journey's think() asks for in an iteration, in the mean; absent: it asks for none. */
  thinkTime: z.number().optional(),
  accounting: Accounting,
});
export type Totals = z.infer<typeof Totals>;

export const Validity = z.strictObject({
  status: z.enum(['valid', 'inconclusive']),
  /** Each says what happened and what to change. */
  reasons: z.array(z.strictObject({ ...Reason.shape, /** `invalid/late-arrivals/1x` */ id: z.string() })),
});
export type Validity = z.infer<typeof Validity>;

/** What a record means: the one document that every report, gate and comparison reads. Saved as result.json. */
export const Result = z.strictObject({
  version: z.literal(1),
  /** As the record says; `search` has `capacity`. */
  kind: RunKind,
  run: z.strictObject({
    id: z.string(),
    scenario: z.string(),
    profile: Plan.shape.profile,
    tier: z.string().nullable(),
    /** Every tier of the project with its requests per second, the smallest first; absent in older records. */
    tiers: z.array(TierRate).optional(),
    /** The load to which factors refer: the tier's, unless something was set in its place. */
    base: z.strictObject({ kind: z.enum(['rate', 'users']), value: z.number() }).nullable(),
    /** What the tier itself says of that kind of load; absent without such a load. */
    tierLoad: z.strictObject({ kind: z.enum(['rate', 'users']), value: z.number() }).optional(),
    /**
     * The load that each stage was to come to, requests/s or users, where loadkit ended the load before that; absent: `stages`
     * have it.
     */
    plannedLoads: z.array(z.number()).optional(),
    target: z.string(),
    state: State,
    endedBy: EndedBy,
    /** Why it ended as it did; null where there is nothing to say. */
    reason: z.string().nullable(),
    startedAt: z.string(),
    endedAt: z.string().nullable(),
    /** Seconds from the engine's start to its end. */
    duration: z.number(),
    /** Seconds of load the plan foresaw; null when unknown. */
    planned: z.number().nullable(),
    arrivals: z.enum(['poisson', 'even']).nullable(),
    seed: z.number(),
    timeScale: z.number(),
    /** Share of HTTP requests that carried a traceparent header; absent: none did. */
    traces: z.number().optional(),
  }),
  validity: Validity,
  /** Over the parts on which the verdict rests, the worst. */
  disturbance: Disturbance,
  verdict: Verdict,
  /** Whether anything was measured: a request of some protocol, or a sample of the script's own. */
  measured: z.boolean(),
  objectives: z.array(ObjectiveResult),
  /** Over the whole run; no verdict rests on them. Absent: there are none. */
  alerts: z.array(AlertResult).optional(),
  totals: Totals,
  stages: z.array(StageResult),
  /** Of a run that watched the service after a peak; absent of others, and where nothing could be seen. */
  recovery: RecoveryResult.optional(),
  endpoints: z.array(EndpointResult),
  /** Of the objectives that were missed; those of which no endpoint can be told are left out. */
  causes: z.array(CauseResult),
  checks: z.array(CheckResult),
  errors: z.array(ErrorResult),
  /** The slowest requests that were kept, and the slowest of those that carried a traceparent, where a share did. */
  slowest: z.array(
    z.strictObject({
      second: z.number(),
      name: z.string(),
      stage: z.string().nullable(),
      value: z.number(),
      url: z.string(),
      status: z.string(),
      /** The request's W3C traceparent header, or a bare trace-id; absent: it was not traced. */
      traceparent: z.string().optional(),
    }),
  ),
  /** Of monitors that read statements; absent without one. */
  statements: z.array(StatementsResult).optional(),
  /** Notes of the run itself, what was done to the target, and what was noticed of it. */
  events: z.array(EventResult),
  estimates: Estimates,
  /** What a capacity search found; absent of other runs. */
  capacity: CapacityResult.optional(),
  /** What monitors read beside the load, where it counts; absent: there was none, or an older result. */
  monitors: z.array(MonitorResult).optional(),
  /** What the course of the run showed: what gave way first, what recovered, what leaked. Absent: nothing was judged. */
  stability: z.array(StabilityFinding).optional(),
  /** What a request takes of the target's resources, as monitors measured it; absent: none reads it, or an older result. */
  demands: z.array(RequestDemand).optional(),
  /** `caveat/transient/1x` */
  caveats: z.array(z.strictObject({ id: z.string(), ...Caveat.shape })),
  provenance: Provenance,
});
export type Result = z.infer<typeof Result>;
