import * as z from 'zod';
import type { Series } from '../metrics/lines/lines.ts';

const Column = z.array(z.number().nullable());

/** The readings of a monitor: their mean in each window. */
const WatchedSeries = z.strictObject({
  monitor: z.string(),
  metric: z.string(),
  tags: z.record(z.string(), z.string()),
  unit: z.enum(['seconds', 'bytes', 'ratio', 'per second', 'none'] satisfies Series['unit'][]),
  /** Of the generator's machine, where the target runs on another; absent of all that may be of the target. */
  of: z.literal('generator').optional(),
  values: Column,
});
export type WatchedSeries = z.infer<typeof WatchedSeries>;

/** Every number that a chart shows, by window; saved as series.json. All columns have one entry a window. */
export const ChartSeries = z.strictObject({
  version: z.literal(1),
  /** Window width in seconds; window i covers [i·bin, (i+1)·bin) since the scenario began. */
  bin: z.number(),
  windows: z.number(),
  planned: Column,
  plannedKind: z.enum(['rate', 'users']).nullable(),
  requests: Column,
  failed: Column,
  p50: Column,
  p95: Column,
  p99: Column,
  vus: Column,
  scheduled: Column,
  started: Column,
  dropped: Column,
  lateness: Column,
  pressure: Column,
  cpu: Column,
  /** What monitors read beside the load; null where one said nothing. */
  watched: z.array(WatchedSeries),
  /** Latencies (s) of successful requests over the judged parts: counts between consecutive edges, of equal ratio. */
  distribution: z.strictObject({ edges: z.array(z.number()), counts: z.array(z.number()) }),
  /**
   * The same as a histogram of 5 bits (1.6 %): index, count, Δindex, count, … (docs/record.md); absent in older files.
   */
  latencies: z.array(z.number()).optional(),
});
export type ChartSeries = z.infer<typeof ChartSeries>;
