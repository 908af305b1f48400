import * as z from 'zod';
import type { CommandedLine } from '../metrics/lines/lines.ts';
import { formatSeconds, formatSpan } from '../units/format.ts';

/**
 * When the service was as it was before something that happened to it: latency, requests in flight, failures and
 * throughput. Times in seconds after it.
 */
export const BackToUsual = z.strictObject({
  /** When it was so and stayed so; null: not while it was watched, or nobody can tell (`reason`). */
  seconds: z.number().nullable(),
  /** Between these two moments it came back: the window in which it did. Where it did not, later than `lower`. */
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  /** How long it was watched under the same load. */
  watched: z.number(),
  /** How soon it must be so; null: nobody said. */
  within: z.number().nullable(),
  /** What was the last to come back, or did not; null where nothing had left its usual range. */
  last: z.enum(['latency', 'requests in flight', 'failures', 'throughput']).nullable(),
  /** Why nobody can tell. */
  reason: z.string().nullable(),
});
export type BackToUsual = z.infer<typeof BackToUsual>;

/** What happened during a run. */
export const EventResult = z.strictObject({
  /** Seconds since the scenario began. */
  second: z.number(),
  /** `command`: of `events:`; `restart`, `scaling`: of the target, noticed; others are notes of the run itself. */
  kind: z.string(),
  text: z.string(),
  /** Of what happened to the target: whether a monitor noticed it, or the configuration says that it is done. */
  noticed: z.boolean().optional(),
  /** What the configuration calls it, or what was noticed. */
  name: z.string().optional(),
  /** Of a command; `never`: its moment never came, `unknown`: the record does not say how it ended. */
  outcome: z.enum(['ended', 'not-started', 'overdue', 'stopped', 'never', 'unknown']).optional(),
  /** Whether the command did what it should: it came to its end with code 0. */
  done: z.boolean().optional(),
  /** When it came to its end, since the scenario began. */
  ended: z.number().nullable().optional(),
  code: z.number().nullable().optional(),
  signal: z.string().nullable().optional(),
  output: z.string().optional(),
  /** What followed; absent of notes, and of a command that did not do what it should. */
  back: BackToUsual.optional(),
});
export type EventResult = z.infer<typeof EventResult>;

/** Whether a command did what it should. */
export function isDone({ outcome, code }: Pick<CommandedLine, 'outcome' | 'code'>): boolean {
  return outcome === 'ended' && code === 0;
}

type Ended = Pick<CommandedLine, 'outcome' | 'code' | 'signal' | 'output'>;

/** How a command ended, in words; `took`: seconds. */
export function commandWords({ outcome, code, signal, output }: Ended, took: number): string {
  const said = lastOf(output);
  switch (outcome) {
    case 'ended':
      if (code === 0) return `done in ${formatSeconds(took)}`;
      return `failed, ${code === null ? `ended by ${signal}` : `with code ${code}`}, after ${formatSeconds(took)}${said}`;
    case 'not-started':
      return `failed: it could not be started${said}`;
    case 'overdue':
      return `failed: it had not come to its end after ${formatSpan(took)} and was ended${said}`;
    case 'stopped':
      return `had not come to its end when the load did, after ${formatSpan(took)}, and was ended`;
  }
}

/** Most characters of an output that a sentence quotes. */
const QUOTED = 200;

function lastOf(output: string): string {
  if (output === '') return '';
  return `: ${output.length > QUOTED ? `… ${output.slice(-QUOTED)}` : output}`;
}
