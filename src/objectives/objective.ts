import { z } from 'zod';

/** One bound of an objective; value in base units (k6's own unit for thresholds of `source: k6`, see `unit`). */
export const Limit = z.strictObject({
  op: z.enum(['<', '<=', '>', '>=', '==', '!=']),
  value: z.number(),
});
export type Limit = z.infer<typeof Limit>;

/** p50..p99.9 (as `p95`), or one of k6's aggregations. `rate`: ratio of a Rate, per second of a Counter. */
export const Stat = z.string().regex(/^(p(?!0+(\.0+)?$)\d{1,2}(\.\d{1,9})?|avg|min|med|max|rate|count|value)$/);
export type Stat = z.infer<typeof Stat>;

/** Of a list of values one must fit (metrics/selector.ts). */
export const Where = z.record(z.string(), z.union([z.string(), z.array(z.string()).min(1)]));

/** What an objective looks at. */
export const Measure = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('stat'), metric: z.string(), where: Where, stat: Stat }),
  /** `good` (or `bad`) samples of a metric over all that `where` selects. */
  z.strictObject({
    kind: z.literal('ratio'),
    metric: z.string(),
    where: Where,
    part: Where,
  }),
  z.strictObject({ kind: z.literal('monitor'), monitor: z.string() }),
]);
export type Measure = z.infer<typeof Measure>;

/** The unit of a value and its limits, in base units. */
export const Unit = z.enum(['seconds', 'bytes', 'ratio', 'per second', 'count', 'none']);

/** An objective as it is judged and saved: normalised, in base units. What people write is `WrittenObjective`. */
export const Objective = z.strictObject({
  name: z.string(),
  /** Where it came from: the file or flag, for `loadkit list` and the reports. */
  source: z.enum(['config', 'tier', 'scenario', 'flag', 'k6', 'profile', 'default']),
  measure: Measure,
  /** Unit of the limits. `k6`: as the script wrote it (milliseconds where the metric is a time). */
  unit: z.enum([...Unit.options, 'k6']),
  target: Limit.nullable(),
  critical: Limit.nullable(),
  /** Window width in seconds; null = judged over stages. */
  over: z.number().nullable(),
  /** Consecutive broken windows must last this long (seconds); null = share of windows counts. */
  for: z.number().nullable(),
  /** Share of windows that may break (when `over` without `for`). */
  allow: z.number(),
  scenarios: z.array(z.string()).nullable(),
  required: z.boolean(),
});
export type Objective = z.infer<typeof Objective>;
