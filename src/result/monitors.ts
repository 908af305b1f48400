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

/**
 * Whether a monitor read nothing at all where the run counts, though there was time for it: three of its intervals, since
 * a rate takes two readings.
 */
export function readNothing({ every, stages, series }: MonitorResult): boolean {
  const seconds = stages.reduce((sum, stage) => sum + stage.seconds, 0);
  return seconds >= 3 * every && series.every((one) => one.stages.length === 0);
}
