import * as z from 'zod';
import type { Close } from '../metrics/lines/lines.ts';

/** What a run says: the worst zone that counts, or that it cannot say. */
export const Verdict = z.enum(['met', 'degraded', 'critical', 'no-data', 'inconclusive']);
export type Verdict = z.infer<typeof Verdict>;

/** How a run ended. Only complete, valid runs may become a baseline. */
export const State = z.enum(['complete', 'aborted', 'crashed']);
export type State = z.infer<typeof State>;

/**
 * What ended a run: its `plan`; a signal to loadkit; a `threshold` of the script with abortOnFail; the project's
 * `kill-switch` (safety.stopWhen) or another `guard-rail` of it, that what was sent exceeded; test.abort() in the
 * `script`; its `setup`, after something was sent; k6 `refused` it, before; the `engine`, which died or gave up; the
 * `disk`, which took no more of the record; `loadkit`, which left no closing line.
 */
export const EndedBy = z.enum([
  'plan',
  'SIGINT',
  'SIGTERM',
  'threshold',
  'kill-switch',
  'guard-rail',
  'script',
  'setup',
  'refused',
  'engine',
  'disk',
  'loadkit',
] satisfies Close['endedBy'][]);
export type EndedBy = z.infer<typeof EndedBy>;

/** The closed list of doubts about a result. Each has a code for machines and a sentence for people. */
export const CaveatCode = z.enum([
  'marginal',
  'time-scaled',
  'until-sure',
  'below-tier',
  'few-samples',
  'pacing-even',
  'no-lateness',
  'custom-metric-types',
  'k6-version',
  'dropped-counted-bad',
  'cut-off-counted-bad',
  'requests-per-iteration',
  'series-capped',
  'many-names',
  'invalid-samples',
  'stage-invalid',
  'disturbed',
  'other-objectives',
  'durations-differ',
  'no-objectives',
  'silence-ended',
  'script-errors',
  'incomplete',
  'rate-limited',
  'stalled',
  'redirected',
  'not-followed',
  'unaccounted',
  'transient',
  'lost-lines',
  'insecure',
  'blocked',
  'monitor-gap',
  'event-failed',
  'target-changed',
  'clock-stepped',
  'reader-late',
  'teardown-failed',
  'summary-failed',
  'note',
]);
export type CaveatCode = z.infer<typeof CaveatCode>;

export const Caveat = z.strictObject({
  code: CaveatCode,
  /** What it is about, of a code that can say several things: a stage, an objective, a monitor. */
  subject: z.string().optional(),
  text: z.string(),
});
export type Caveat = z.infer<typeof Caveat>;

/** A tier by name, with the requests per second expected of it. */
export const TierRate = z.strictObject({ name: z.string(), rate: z.number() });
