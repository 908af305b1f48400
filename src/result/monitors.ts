import * as z from 'zod';
import { UnitSchema } from '../objectives/objective.ts';

/** What a monitor read in the judged part of a stage; `stage` null: in all of a plain script's run. */
const WatchedStage = z.strictObject({
  stage: z.string().nullable(),
  /** How many readings there were; their mean and the largest of them. */
  readings: z.number(),
  mean: z.number(),
  peak: z.number(),
});

/** A series of readings, in base units, over the stages that count and in which it has any. */
export const WatchedFigures = z.strictObject({
  metric: z.string(),
  tags: z.record(z.string(), z.string()),
  unit: UnitSchema,
  stages: z.array(WatchedStage),
});
export type WatchedFigures = z.infer<typeof WatchedFigures>;

/** What a monitor came to: how much of the stages that count it read, and each of its series there. */
export const MonitorResult = z.strictObject({
  monitor: z.string(),
  /** Seconds from one reading to the next. */
  every: z.number(),
  /** Of the generator's machine, where the target runs on another; absent of all that may be of the target. */
  of: z.literal('generator').optional(),
  stages: z.array(
    z.strictObject({
      stage: z.string().nullable(),
      /** Of its judged part, and of these without a reading of any series. */
      seconds: z.number(),
      unread: z.number(),
      /** Whether so little is unread that the readings speak for the whole of it, as for an objective. */
      whole: z.boolean(),
    }),
  ),
  series: z.array(WatchedFigures),
});
export type MonitorResult = z.infer<typeof MonitorResult>;

/** What the statements of a database took, as a monitor read it while the load ran. */
export const StatementsResult = z.strictObject({
  monitor: z.string(),
  /** Of the whole run (stage null), then of each stage in which some were read; those that took most first. */
  stages: z.array(
    z.strictObject({
      stage: z.string().nullable(),
      /** The shape of the statement, without its values. Seconds: of all calls together, and of one in the mean. */
      statements: z.array(
        z.strictObject({ text: z.string(), calls: z.number(), seconds: z.number(), mean: z.number() }),
      ),
      others: z.strictObject({ calls: z.number(), seconds: z.number() }),
    }),
  ),
  /** Why some readings told of none. */
  missing: z.array(z.string()),
});
export type StatementsResult = z.infer<typeof StatementsResult>;

/** A number with its 95 % interval. */
const MeasuredDemand = z.strictObject({ value: z.number(), lower: z.number(), upper: z.number() });
export type MeasuredDemand = z.infer<typeof MeasuredDemand>;

/** What a request takes of one resource, as a monitor measured it beside the load. */
export const RequestDemand = z.strictObject({
  quantity: z.enum(['cpu', 'memory', 'connections']),
  /** The monitor, and its reading. */
  monitor: z.string(),
  series: z.string(),
  /** Whose it is: of all that serves the load, of one replica, or of the database that all replicas use. */
  of: z.enum(['target', 'replica', 'database']).nullable(),
  /**
   * CPU seconds of a request; bytes of one in flight; seconds for which one holds connections, all together. null: cannot
   * be told (`reason`).
   */
  perRequest: MeasuredDemand.nullable(),
  /** Without any request: cores in use, bytes, connections in use. null as `perRequest`. */
  atRest: MeasuredDemand.nullable(),
  /** The loads between which it was measured: requests/s, of memory requests in flight. */
  load: z.strictObject({ from: z.number(), to: z.number() }).nullable(),
  /** Readings from which it follows. */
  readings: z.number(),
  /** Why it cannot be told, and what to do. */
  reason: z.string().nullable(),
  /** What it does not cover. */
  caveats: z.array(z.string()),
});
export type RequestDemand = z.infer<typeof RequestDemand>;

/**
 * Whether a monitor read nothing at all where the run counts, though there was time for it: three of its intervals, since
 * a rate takes two readings.
 */
export function readNothing({ every, stages, series }: MonitorResult): boolean {
  const seconds = stages.reduce((sum, stage) => sum + stage.seconds, 0);
  return seconds >= 3 * every && series.every((one) => one.stages.length === 0);
}
