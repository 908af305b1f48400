import * as z from 'zod';
import { Severity, Silence } from './severity.ts';
import { Stat } from './stat.ts';

/** One bound of an objective; value in base units (but see the unit `k6` of an objective). */
export const Limit = z.strictObject({
  op: z.enum(['<', '<=', '>', '>=', '==', '!=']),
  value: z.number(),
});
export type Limit = z.infer<typeof Limit>;

/** Of a list of values one must fit (metrics/selector.ts). */
export const WhereSchema = z.record(z.string(), z.union([z.string(), z.array(z.string()).min(1)]));

/** What an objective looks at. */
export const Measure = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('stat'), metric: z.string(), where: WhereSchema, stat: Stat }),
  /** `good` (or `bad`) samples of a metric over all that `where` selects. */
  z.strictObject({
    kind: z.literal('ratio'),
    metric: z.string(),
    where: WhereSchema,
    part: WhereSchema,
  }),
  /** A statistic of the readings that monitors took beside the load, by the name of the reading. */
  z.strictObject({ kind: z.literal('monitor'), metric: z.string(), where: WhereSchema, stat: Stat }),
]);
export type Measure = z.infer<typeof Measure>;

/** The unit of a value and its limits, in base units. */
export const UnitSchema = z.enum(['seconds', 'bytes', 'ratio', 'per second', 'count', 'none']);

/** An objective as it is judged and saved: normalised, in base units. What people write is `WrittenObjective`. */
export const Objective = z.strictObject({
  name: z.string(),
  /** Where it came from: the file or flag, for `loadkit list` and the reports. */
  source: z.enum(['config', 'tier', 'scenario', 'flag', 'k6', 'profile', 'default']),
  measure: Measure,
  /**
   * Unit of the limits. `k6`: of a threshold on a metric of the script's own, as the script wrote it: whether that
   * metric is a time, which k6 writes in milliseconds, only its series say.
   */
  unit: z.enum([...UnitSchema.options, 'k6']),
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
  /** Absent in older records: critical. */
  severity: Severity.default('critical'),
  /** Absent: nobody silenced it. */
  silence: Silence.optional(),
});
export type Objective = z.infer<typeof Objective>;

/** Share of windows that may break where nobody said another. */
const ALLOWED_WINDOWS = 0.05;

type Optional = 'target' | 'critical' | 'over' | 'for' | 'allow' | 'scenarios' | 'required' | 'severity';
type Given<U> = Omit<Objective, Optional> & { readonly unit: U } & {
  readonly [Key in Optional]?: Objective[Key] | undefined;
};

/** An objective. What is not given of it: no limit, judged over stages, of every scenario, required, critical. */
export function objectiveOf<U extends Objective['unit']>({
  target = null,
  critical = null,
  over = null,
  for: row = null,
  allow = ALLOWED_WINDOWS,
  scenarios = null,
  required = true,
  severity = 'critical',
  ...what
}: Given<U>): Objective & { readonly unit: U } {
  return { ...what, target, critical, over, for: row, allow, scenarios, required, severity };
}

/** A statistic of a metric's samples. */
export function statOf(
  metric: string,
  stat: Stat,
  where: z.infer<typeof WhereSchema> = {},
): Extract<Measure, { kind: 'stat' }> {
  return { kind: 'stat', metric, where, stat };
}
