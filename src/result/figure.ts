import * as z from 'zod';

/**
 * One number of a capacity plan with its arithmetic. `expression` is a mathjs expression over the ids of other figures
 * of the same plan (and the functions that docs/plan.md lists); evaluated, it gives `value` again. Inputs have none.
 */
export const Figure = z.strictObject({
  /** A name that mathjs takes: `medium_peak_rate`. Unique within the plan. */
  id: z.string().regex(/^[a-z][a-z0-9_]*$/),
  /** What it is, for people: `peak rate at medium`. */
  says: z.string(),
  /** null: not known; then `note` says what to measure or to state. */
  value: z.number().nullable(),
  /** An interval's ends, where there is one. */
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  unit: z.string(),
  expression: z.string().nullable(),
  /**
   * `measured`: of a run; `stated`: by the tier, the configuration or a flag; `assumed`: nobody said, a default;
   * `computed`: of other figures; `projected`: computed beyond what was measured, to be confirmed before anybody relies
   * on it.
   */
  basis: z.enum(['measured', 'stated', 'assumed', 'computed', 'projected']),
  note: z.string().nullable(),
});
export type Figure = z.infer<typeof Figure>;
