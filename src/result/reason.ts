import * as z from 'zod';

/** The generator, or the machine that it shares with the target, suffered: either may be what gave way. */
const OF_GENERATOR = [
  'generator-cpu',
  'generator-limits',
  'generator-limit',
  'late-arrivals',
  'late-timers',
  'load-not-offered',
  'too-few-users',
  'cpu-pressure',
  'cpu-contended',
  'disturbed',
] as const;

/** The closed list of reasons why a measurement proves nothing. */
export const ReasonCode = z.enum([
  ...OF_GENERATOR,
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
  'max-rate',
  'no-rate',
  'no-interval',
]);
export type ReasonCode = z.infer<typeof ReasonCode>;

/** Whether a reason says that the generator may have given way, and not the target. */
export function isOfGenerator(code: ReasonCode): boolean {
  return (OF_GENERATOR as readonly string[]).includes(code);
}

/** One reason why a stage (or, with `stage` null, the whole run) proves nothing: what happened, and what to change. */
export const Reason = z.strictObject({
  code: ReasonCode,
  stage: z.string().nullable(),
  text: z.string(),
  next: z.string(),
});
export type Reason = z.infer<typeof Reason>;
