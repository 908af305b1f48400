import * as z from 'zod';

/** The closed list of reasons why a measurement proves nothing. */
export const ReasonCode = z.enum([
  // The generator suffered.
  'generator-cpu',
  'generator-limits',
  'late-arrivals',
  'late-timers',
  'load-not-offered',
  'too-few-users',
  'cpu-pressure',
  'cpu-contended',
  'disturbed',
  // The record is not whole.
  'cut-short',
  'ended-early',
  'gap',
  'engine-version',
  'no-totals',
  'frames-lost',
  // A search came to no interval.
  'target-scaled',
  'target-restarted',
  'capacity-drifted',
  'unstable',
  'generator-limit',
  'max-rate',
  'no-rate',
  'no-interval',
]);
export type ReasonCode = z.infer<typeof ReasonCode>;

/** One reason why a stage (or, with `stage` null, the whole run) proves nothing: what happened, and what to change. */
export const Reason = z.strictObject({
  code: ReasonCode,
  stage: z.string().nullable(),
  text: z.string(),
  next: z.string(),
});
export type Reason = z.infer<typeof Reason>;
