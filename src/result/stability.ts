import * as z from 'zod';

/** What judges the course of a run: each is a file of `stability/`. */
export const StabilityJudgeName = z.enum([
  'gives-way',
  'pool',
  'degradation',
  'recovery',
  'integrity',
  'leak',
  'drift',
]);
export type StabilityJudgeName = z.infer<typeof StabilityJudgeName>;

/**
 * What a judge found. `gave-way-first`, `gave-way-together`, `gave-way`: a resource came to its limit, before others, at
 * a load that cannot be told from another's, or later; `exhausted`: all places of a pool were
 * taken; `graceful`, `collapse`: what became of the work done beyond the knee; `held`, `stable`: none of that.
 */
export const StabilityVerdict = z.enum([
  'gave-way-first',
  'gave-way-together',
  'gave-way',
  'held',
  'exhausted',
  'graceful',
  'collapse',
  'recovered',
  'not-recovered',
  'intact',
  'corrupted',
  'leak',
  'drift',
  'level-shift',
  'stable',
  'inconclusive',
]);
export type StabilityVerdict = z.infer<typeof StabilityVerdict>;

const StabilityUnit = z.enum([
  'seconds',
  'bytes',
  'ratio',
  'requests/s',
  'users',
  'per request',
  'seconds per request',
  'bytes per request',
  'per hour',
  'seconds per hour',
  'bytes per hour',
  'count',
]);
export type StabilityUnit = z.infer<typeof StabilityUnit>;

/** The figures of a resource that an objective limits: that limit, and the load at which it is met. */
export const OF_LIMIT = { share: 'critical limit', load: 'load at the critical limit' } as const;

/** The figure of what grows that says when it meets its limit. */
export const TIME_TO_LIMIT = 'time to the limit';

/** A number with its 95 % interval; an end is null where it is open. */
export const StabilityFigure = z.strictObject({
  /** What it is: `load at the limit`. */
  name: z.string(),
  value: z.number().nullable(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  unit: StabilityUnit,
});
export type StabilityFigure = z.infer<typeof StabilityFigure>;

/** What one judge found of one series, or of the service as a whole. */
export const StabilityFinding = z.strictObject({
  /** The same from run to run: `stability/gives-way/service/db_pool_usage`. */
  id: z.string(),
  judge: StabilityJudgeName,
  /** `source`: the monitor; null: what the load itself measured. */
  about: z.strictObject({
    source: z.string().nullable(),
    series: z.string(),
    labels: z.record(z.string(), z.string()),
  }),
  verdict: StabilityVerdict,
  /** The number on which the verdict rests; null where it rests on none. */
  estimate: StabilityFigure.nullable(),
  /** The smallest effect that this very run would have shown; null where there is no such number. */
  minimumDetectable: StabilityFigure.nullable(),
  /** Other numbers, by their names. */
  figures: z.array(StabilityFigure),
  /** What a chart of the finding shows: pairs of x and y. */
  curve: z
    .strictObject({
      x: z.enum(['requests/s', 'users', 'seconds']),
      points: z.array(z.tuple([z.number(), z.number()])),
    })
    .optional(),
  /** The finding as a sentence, without its full stop. */
  text: z.string(),
  /** Why it is so, or cannot be told. */
  reasons: z.array(z.string()),
});
export type StabilityFinding = z.infer<typeof StabilityFinding>;

const GOOD: readonly StabilityVerdict[] = ['held', 'graceful', 'recovered', 'intact', 'stable'];

/** Whether a finding says that something gave way; undefined where it cannot tell. */
export function isHarm({ verdict }: Pick<StabilityFinding, 'verdict'>): boolean | undefined {
  return verdict === 'inconclusive' ? undefined : !GOOD.includes(verdict);
}
