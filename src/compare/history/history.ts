import * as z from 'zod';
import { ComparisonVerdict } from '../runs/compared-metric.ts';
import { Difference } from '../runs/likeness.ts';
import { RunMetric } from '../runs/run-metrics.ts';

/** A run that does not count, and why not. */
export const LeftOut = z.strictObject({
  run: z.string(),
  why: z.enum(['aborted', 'crashed', 'inconclusive', 'not readable']),
});
export type LeftOut = z.infer<typeof LeftOut>;

/** A point of a series: a run, or all runs of one build on one day (UTC), of which the median counts. */
export const RunPoint = z.strictObject({
  /** The first run. */
  run: z.string(),
  runs: z.number(),
  build: z.string().nullable(),
  /** When the first run began (ISO 8601). */
  at: z.string(),
});
export type RunPoint = z.infer<typeof RunPoint>;

/** A stretch of points about one level; indices of points. */
export const MetricLevel = z.strictObject({
  from: z.number(),
  /** The first point that is no more of it. */
  to: z.number(),
  median: z.number(),
});
export type MetricLevel = z.infer<typeof MetricLevel>;

/** A metric over the points of a series. */
export const HistoryMetric = RunMetric.omit({ value: true }).extend({
  /** `p95`; `GET /orders p95`: by what it is named on the command line. */
  label: z.string(),
  /** A value for each point; null where its runs have none. */
  values: z.array(z.number().nullable()),
  levels: z.array(MetricLevel),
  /** `too-few`: fewer than 12 points; `restarted`: fewer since a change was accepted; `no-value`: the newest have none. */
  state: z.enum(['judged', 'restarted', 'too-few', 'no-value']),
  /** The standard deviation about the newest levels, robustly, and the lowest step that would be told; null: not judged. */
  noise: z.number().nullable(),
  leastStep: z.number().nullable(),
});
export type HistoryMetric = z.infer<typeof HistoryMetric>;

/** Runs of the same load on machines of the same kind. */
export const HistorySeries = z.strictObject({
  /** Names it; the same whatever runs are added. */
  id: z.string(),
  load: z.record(z.string(), z.string()),
  machine: z.record(z.string(), z.string()),
  /** Whether the newest run of this load is one of its. */
  current: z.boolean(),
  runs: z.number(),
  /** What a point is: `builds`, those of one build on one day, where enough of these are known. */
  pointsAre: z.enum(['builds', 'runs']),
  points: z.array(RunPoint),
  metrics: z.array(HistoryMetric),
});
export type HistorySeries = z.infer<typeof HistorySeries>;

/** How a change for the worse stands. */
export const ChangeState = z.enum(['open', 'accepted', 'undone', 'past', 'better', 'told']);
export type ChangeState = z.infer<typeof ChangeState>;

/** What changed of one metric. */
export const MetricChange = z.strictObject({
  label: z.string(),
  unit: RunMetric.shape.unit,
  /** The point from which on the level is another. */
  point: z.number(),
  /** The medians of the levels on both sides; after − before, also as a share of before (null where that is 0). */
  before: z.number(),
  after: z.number(),
  shift: z.number(),
  relative: z.number().nullable(),
  /** As `loadkit analyze changes` has it; null of an accepted change, which is not looked for any more. */
  pValue: z.number().nullable(),
  verdict: z.enum(['regression', 'improvement', 'changed']),
  /**
   * `open`: worse, recent, and nobody accepted it; `undone`: the level is back; `past`: it began long ago, or before a
   * change that was accepted; `better`: an improvement; `told`: nobody knows which way is worse.
   */
  state: ChangeState,
  /** Why it was accepted; null where it was not. */
  why: z.string().nullable(),
});
export type MetricChange = z.infer<typeof MetricChange>;

/** What changed at one place of a series, in all of its metrics. */
export const HistoryChange = z.strictObject({
  /** The first run of the new level: what `loadkit history accept` is given. */
  id: z.string(),
  series: z.string(),
  build: z.string().nullable(),
  at: z.string(),
  /** The gravest of its metrics'. */
  state: ChangeState,
  metrics: z.array(MetricChange),
  /** What else is another from that run on: versions, code, configuration, kernel. */
  beside: z.array(Difference),
});
export type HistoryChange = z.infer<typeof HistoryChange>;

/** The history of runs, as history.json keeps it. */
export const RunHistory = z.strictObject({
  version: z.literal(1),
  madeAt: z.string(),
  loadkit: z.string(),
  verdict: ComparisonVerdict,
  /** Why it is inconclusive. */
  reasons: z.array(z.string()),
  /** How many runs were read, and which of them do not count. */
  read: z.number(),
  leftOut: z.array(LeftOut),
  /** The newest run that counts, when it began, and how long before this (seconds); null: none counts. */
  newest: z.strictObject({ run: z.string(), at: z.string(), age: z.number() }).nullable(),
  /** The metrics that were asked for; empty: all. Whatever was asked for, every metric is judged. */
  asked: z.array(z.string()),
  series: z.array(HistorySeries),
  /** The newest first. */
  changes: z.array(HistoryChange),
});
export type RunHistory = z.infer<typeof RunHistory>;
