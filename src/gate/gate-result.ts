import * as z from 'zod';
import { MetricChange } from '../compare/history/history.ts';
import { Comparison } from '../compare/runs/comparison.ts';
import { RunMetric } from '../compare/runs/run-metrics.ts';
import { EndedBy, State, Verdict } from '../result/vocabulary.ts';

/** A metric by what it is, without a value. */
const MetricName = RunMetric.pick({ name: true, stage: true, endpoint: true, unit: true, better: true });

/** The smallest shift of a metric that a gate shows in 9 of 10 cases. */
export const Sight = MetricName.extend({
  /** Of the runs that the gate compares with. */
  median: z.number(),
  /** In the metric's unit. */
  shift: z.number(),
  /** As a share of the median; null where that is 0. */
  relative: z.number().nullable(),
});
export type Sight = z.infer<typeof Sight>;

/** A run as a gate sees it. */
export const GateRun = z.strictObject({
  id: z.string(),
  verdict: Verdict,
  state: State,
  endedBy: EndedBy,
  /** That of `loadkit run`. */
  exitCode: z.number(),
  /** Whether it may be believed; another one was made in its place, unless they were too many. */
  valid: z.boolean(),
  /** Whether it is not valid since it missed an objective while other work took the CPUs. */
  disturbed: z.boolean(),
  /** The objectives that failed it, and why it is not valid. */
  broken: z.array(z.string()),
  reasons: z.array(z.string()),
  /** The warnings that were missed, and fail nothing. */
  warnings: z.array(z.string()),
  /** What the script wanted done after the load, and was not: its teardown() or handleSummary() failed. */
  undone: z.array(z.string()),
  /** Monitors of the run, and those of them that read nothing where it counts. */
  watched: z.number(),
  silent: z.array(z.string()),
});
export type GateRun = z.infer<typeof GateRun>;

/** What the runs of a leg say, held against its baseline. */
export const GateComparison = z.strictObject({
  /** `no-regression`: none was shown; `sees` says what would have been. */
  verdict: z.enum(['regression', 'improvement', 'no-regression', 'inconclusive']),
  /** Why it is inconclusive, and what to type then. */
  reasons: z.array(z.string()),
  next: z.string().nullable(),
  /** Null where there is nothing to compare with, or nothing to compare. */
  found: Comparison.nullable(),
  sees: z.array(Sight),
});
export type GateComparison = z.infer<typeof GateComparison>;

/** A change for the worse that nobody accepted, in the history of a metric, as `loadkit history` has it. */
export const GateChange = MetricChange.pick({
  label: true,
  unit: true,
  before: true,
  after: true,
  relative: true,
}).extend({
  /** The first run of the new level, and when it was made. */
  since: z.string(),
  at: z.string(),
});
export type GateChange = z.infer<typeof GateChange>;

/** A scenario at a tier. */
export const GateLeg = z.strictObject({
  scenario: z.string(),
  tier: z.string(),
  /** Valid runs that were asked for. */
  repeats: z.number(),
  runs: z.array(GateRun),
  /** What kept its runs from being made; null: nothing. */
  failure: z.string().nullable(),
  /** Null: not asked for. */
  comparison: GateComparison.nullable(),
  history: z.strictObject({
    /** Like runs that were looked through, these included, and the points that they are; below 12 no change is found. */
    runs: z.number(),
    points: z.number(),
    /** Why none can be found, where the gate fails on one; null: one can be, or nobody asked. */
    unknown: z.string().nullable(),
    changes: z.array(GateChange),
  }),
  exitCode: z.number(),
});
export type GateLeg = z.infer<typeof GateLeg>;

/** What came of a gate: gate.json, and what `loadkit gate --json` prints. */
export const GateResult = z.strictObject({
  version: z.literal(1),
  gate: z.string(),
  loadkit: z.string(),
  madeAt: z.string(),
  target: z.string().nullable(),
  failOn: z.enum(['critical', 'degraded', 'warning']),
  changes: z.enum(['tell', 'fail']),
  sources: z.enum(['require', 'tell']),
  /** By which signal it was ended; null: by none. */
  stoppedBy: z.string().nullable(),
  legs: z.array(GateLeg),
  /** Runs that were given to be judged and belong to no leg. */
  others: z.array(z.string()),
  /** Of all legs, before reports are written. */
  exitCode: z.number(),
});
export type GateResult = z.infer<typeof GateResult>;
