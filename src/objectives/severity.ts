import * as z from 'zod';

/**
 * What it means when an objective is missed: `critical` fails the run, `warning` is shown and fails nothing (the words
 * that alert rules of Prometheus use).
 */
export const Severity = z.enum(['warning', 'critical']);
export type Severity = z.infer<typeof Severity>;

/** Why nobody is to be alarmed by a finding for a while. */
export const Silence = z.strictObject({
  reason: z.string(),
  /** The last day of it (UTC, `2026-12-31`). */
  until: z.string(),
  /** Whether it was over on the day on which the run began: then it has no effect. */
  ended: z.boolean(),
});
export type Silence = z.infer<typeof Silence>;

/** What decides whether a verdict rests on something: an objective, or its line in a result. */
export interface Weighed {
  readonly severity: Severity;
  readonly silence?: Silence | undefined;
}

/** Whether an objective can fail a run: it is no warning, and is not silenced. */
export function decides(of: Weighed): boolean {
  return of.severity === 'critical' && !isSilenced(of);
}

/**
 * Whether missing it shows that a load is too much: not of a warning. What is silenced keeps no run from passing, but no
 * load is said to be carried with it.
 */
export function limitsLoad({ severity }: Pick<Weighed, 'severity'>): boolean {
  return severity === 'critical';
}

export function isSilenced({ silence }: Weighed): boolean {
  return silence !== undefined && !silence.ended;
}
