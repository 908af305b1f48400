import * as z from 'zod';
import { Limit, UnitSchema } from '../objectives/objective.ts';

/**
 * What became of an alert: it `fired`; its condition held when the run ended and would have had to hold for longer
 * (`pending`); it did not fire (`quiet`); nobody knows (`no-data`); loadkit does not compute it (`not-judged`).
 */
export const AlertState = z.enum(['fired', 'pending', 'quiet', 'no-data', 'not-judged']);
export type AlertState = z.infer<typeof AlertState>;

/** A time during which the condition of an alert held. Seconds since the scenario began. */
export const AlertInterval = z.strictObject({
  /** The labels of its series (`route="/search"`); empty where it has none. */
  series: z.string(),
  /** When the condition began to hold, when it had held for long enough (null: it had not), and when it ended. */
  since: z.number(),
  at: z.number().nullable(),
  until: z.number(),
  /** Whether it still held when the run ended. */
  open: z.boolean(),
  /** The worst value meanwhile; null where none is known. */
  peak: z.number().nullable(),
  /** The load that was planned when the condition began, and the requests completed each second in the 10 s from then. */
  load: z.strictObject({ kind: z.enum(['rate', 'users']), value: z.number() }).nullable(),
  requests: z.number().nullable(),
  stage: z.string().nullable(),
});
export type AlertInterval = z.infer<typeof AlertInterval>;

/** One alert over the whole run, ramps and the stages beyond the verdict included. */
export const AlertResult = z.strictObject({
  /** `alert/high-error-rate` */
  id: z.string(),
  name: z.string(),
  severity: z.string().nullable(),
  /** `alerts:` or `objectives:` of the configuration, or a rule file. */
  source: z.enum(['alerts', 'objectives', 'rules']),
  file: z.string().nullable(),
  /** What is measured: `request_time p95`, or the expression of a rule. */
  measure: z.string(),
  /** When it holds, the alert is up; null of an expression that is no comparison with a number. */
  limit: Limit.nullable(),
  unit: UnitSchema,
  /** Width of the windows, or of the steps in which an expression is computed; seconds. */
  over: z.number().nullable(),
  /** How long the condition must hold, in this run; seconds. */
  for: z.number(),
  state: AlertState,
  /** Why it is pending, not judged, or without data. */
  reason: z.string().nullable(),
  /** What must be known to read it. */
  notes: z.array(z.string()),
  /** The worst value of the run; null where none is known. */
  worst: z.number().nullable(),
  /** Where it fired, the first ones. */
  fired: z.array(AlertInterval),
  /** How often it fired. */
  times: z.number(),
});
export type AlertResult = z.infer<typeof AlertResult>;
