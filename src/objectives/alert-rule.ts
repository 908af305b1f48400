import * as z from 'zod';
import { Expression } from '../promql/expression.ts';
import { Objective } from './objective.ts';

/** A rule of an alert file of Prometheus. */
const PrometheusRule = z.strictObject({
  kind: z.literal('promql'),
  name: z.string(),
  /** Its label `severity`, in whatever words; null without one. */
  severity: z.string().nullable(),
  expr: z.string(),
  /** Seconds. */
  for: z.number(),
  /** Its annotation `summary`; null without one. */
  summary: z.string().nullable(),
  group: z.string(),
  /** The rule file, as the configuration names it. */
  file: z.string(),
  /** The expression as it is computed, or why it is not; one of both is null. */
  tree: Expression.nullable(),
  reason: z.string().nullable(),
});
export type PrometheusRule = z.infer<typeof PrometheusRule>;

/**
 * When somebody is to be alarmed: a measure with one limit, looked at in windows of `over` seconds, or a rule of
 * Prometheus. It is judged over the whole run, and no verdict rests on it.
 */
export const AlertRule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('measured'), objective: Objective }),
  PrometheusRule,
]);
export type AlertRule = z.infer<typeof AlertRule>;

/** The objectives of alert rules, which are judged by windows. */
export function measuredAlerts(rules: readonly AlertRule[]): Objective[] {
  return rules.flatMap((rule) => (rule.kind === 'measured' ? [rule.objective] : []));
}
