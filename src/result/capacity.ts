import * as z from 'zod';
import { Limit, UnitSchema, WhereSchema } from '../objectives/objective.ts';
import { JudgedMeasure } from '../objectives/result.ts';
import { Estimate } from './estimates.ts';

/** A number with the ends of its interval; an end that is not known is null. */
const Bounds = z.strictObject({ value: z.number(), lower: z.number().nullable(), upper: z.number().nullable() });
export type Bounds = z.infer<typeof Bounds>;

/** An objective as the search sees it: of the requests that it is about at most the share `allowed` may be bad. */
export const SearchedObjective = z.strictObject({
  name: z.string(),
  measure: JudgedMeasure,
  target: Limit,
  unit: UnitSchema,
  /** 1 − q of "quantile q within the limit"; the limit of an error rate. */
  allowed: z.number(),
  /** Seconds beyond which a request is bad; null: only failed and dropped ones are. */
  limit: z.number().nullable(),
  /** The tags of the requests that it is about; absent: all. */
  where: WhereSchema.optional(),
});
export type SearchedObjective = z.infer<typeof SearchedObjective>;

/** What a capacity search was to look for, and within what. Saved in record.json. */
export const SearchPlan = z.strictObject({
  /** `steered`: one run, its rate steered; `trials`: a run of k6 for each load (a stock k6). */
  method: z.enum(['steered', 'trials']),
  objectives: z.array(SearchedObjective),
  /** Requests per second: of the first probe, and never to be exceeded. */
  startRate: z.number(),
  maxRate: z.number(),
  /** Half width of the interval, as a ratio, at which the search ends. */
  precision: z.number(),
  /** Seconds by the clock on the wall, all included; and of load at most before the confirmation. */
  budget: z.number(),
  loadBudget: z.number(),
  /** Seconds of the confirming hold; 0: none. */
  confirm: z.number(),
  /** The search that this one goes on from. */
  resumes: z.string().nullable(),
});
export type SearchPlan = z.infer<typeof SearchPlan>;

/** The same with what only the judges need. */
export const SearchRecord = z.strictObject({
  ...SearchPlan.shape,
  /** The rate of the tier that was asked for, requests per second; null: none was. */
  tierRate: z.number().nullable(),
  /** Sentences about what cannot be searched. */
  notes: z.array(z.string()),
});
export type SearchRecord = z.infer<typeof SearchRecord>;

/** A stretch of load at one rate: a batch of a steered run, or a trial. */
export const Probe = z.strictObject({
  /**
   * `bracket`, `home`, `track`, `settle`, `confirm`, … of the steered search; `double`, `between`, `confirm` of trials.
   */
  phase: z.string(),
  /** Seconds since the search's first arrival at which it began, and how long it lasted. */
  at: z.number(),
  seconds: z.number(),
  /** Requests per second asked for, and completed; of these the good ones, which met every objective. */
  rate: z.number(),
  achieved: z.number().nullable(),
  goodput: z.number().nullable(),
  /** Mean requests (iterations, where one makes several) in flight: Little's N. */
  concurrency: z.number().nullable(),
  /** Mean response time, seconds; and percentiles, null where not to be had. */
  mean: z.number().nullable(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
  /** Share of bad requests for each searched objective, in their order; null without requests. */
  bad: z.array(z.number().nullable()),
  /** The interval as the search saw it after this probe; absent: it had none yet. */
  estimate: Bounds.optional(),
  valid: z.boolean(),
  /** Why it is not valid, or what happened in it. */
  note: z.string().nullable(),
});
export type Probe = z.infer<typeof Probe>;

/** Probes at about one rate taken together: a point of the curve load against latency. */
export const LoadPoint = z.strictObject({
  rate: z.number(),
  seconds: z.number(),
  achieved: z.number(),
  goodput: z.number(),
  concurrency: z.number(),
  mean: z.number(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
  bad: z.array(z.number()),
});
export type LoadPoint = z.infer<typeof LoadPoint>;

/** A doubt about what the universal scalability law says: a code for machines, a sentence for people. */
export const UslCaveat = z.strictObject({
  code: z.enum([
    'lack-of-fit',
    'few-points',
    'at-bound',
    'no-peak',
    'peak-open',
    'peak-beyond-measured',
    'peak-too-far',
    'peak-uncertain',
  ]),
  text: z.string(),
});
export type UslCaveat = z.infer<typeof UslCaveat>;

/** The universal scalability law over concurrency and goodput; null where too little was measured. */
export const UslResult = z.strictObject({
  points: z.array(z.strictObject({ concurrency: z.number(), throughput: z.number(), residual: z.number() })),
  sigma: Bounds,
  kappa: Bounds,
  lambda: Bounds,
  /** Null, as its throughput, where no peak is stated; the caveats say why. */
  peakConcurrency: Bounds.nullable(),
  peakThroughput: Bounds.nullable(),
  /** The fitted curve with its band, within what was measured. */
  curve: z.array(
    z.strictObject({ concurrency: z.number(), throughput: z.number(), lower: z.number(), upper: z.number() }),
  ),
  /** The largest concurrency measured: nothing is said beyond it. */
  measuredTo: z.number(),
  caveats: z.array(UslCaveat),
});
export type UslResult = z.infer<typeof UslResult>;

/** What a capacity search found; part of result.json. Its numbers stand in `estimates` too, for gates and plans. */
export const CapacityResult = z.strictObject({
  search: SearchPlan,
  /**
   * How it ended: `precise`, `budget`, `ceiling`, `alone`, `drifting`, `unstable`, `collapsing`, `invalid`, `stopped`.
   */
  ended: z.string(),
  /** Seconds of load, and by the clock on the wall. */
  load: z.number(),
  elapsed: z.number(),
  /** Seconds of load that the precision asked for would need; null where it was reached. */
  secondsNeeded: z.number().nullable(),
  /** What keeps the load from being higher; `scaling`: the target got faster while it was measured. */
  limitedBy: z.enum(['objective', 'generator', 'rate-limiting', 'max-rate', 'scaling', 'unknown']),
  /**
   * How the target changed meanwhile: the last time on the clock of the timeline (seconds), and how often; absent: no
   * change was seen.
   */
  change: z
    .strictObject({ kind: z.enum(['faster', 'slower', 'unlike']), at: z.number(), times: z.number() })
    .optional(),
  /** The objective that binds, by name. */
  binding: z.string().nullable(),
  /** The crossing of each searched objective, requests per second, in their order; null where it did not cross. */
  crossings: z.array(Estimate.nullable()),
  /** The hold at the lower bound: `held` null = not made. */
  confirmation: z
    .strictObject({
      rate: z.number(),
      seconds: z.number(),
      held: z.boolean().nullable(),
      failures: z.number(),
      bad: z.array(z.number().nullable()),
    })
    .nullable(),
  /** The tier's rate, which the lower bound is held against; null: none was given. */
  tierRate: z.number().nullable(),
  requestsPerIteration: z.number(),
  probes: z.array(Probe),
  points: z.array(LoadPoint),
  usl: UslResult.nullable(),
});
export type CapacityResult = z.infer<typeof CapacityResult>;
