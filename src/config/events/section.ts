import * as z from 'zod';
import { Duration, DurationOrZero } from '../../input/quantity.ts';

/** The longest time that a command may take, seconds. */
const MOST_TIMEOUT = 3600;
/** More is a program, and no list of events. */
const MOST_EVENTS = 100;

const Timeout = Duration.refine((seconds) => seconds <= MOST_TIMEOUT, { error: 'a command may take 1h at most' });

const EventName = z
  .string()
  .min(1, { error: 'a name must not be empty' })
  .max(80, { error: 'a name has at most 80 letters' })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: keeping them out of terminals and reports is the point
  .regex(/^[^\u0000-\u001f\u007f\u2028\u2029]*$/, { error: 'a name holds no control characters' });

const WrittenEvent = z.strictObject({
  name: EventName.meta({ description: 'How reports and charts call it.', examples: ['pod failure'] }),
  at: DurationOrZero.meta({
    description: 'When the command is run, from the beginning of the scenario; scaled by --time-scale.',
    examples: ['5m'],
  }),
  run: z
    .array(z.string().max(10_000))
    .min(1)
    .meta({
      description: 'A program and its arguments; no shell. It runs in the folder of this file.',
      examples: [['kubectl', 'delete', 'pod', 'app-0']],
    }),
  timeout: Timeout.prefault('60s').meta({ description: 'How long the command may take; then it has failed.' }),
  within: Duration.optional().meta({
    description: 'How soon after it the service must be as it was before; scaled. Unless said, the time is only told.',
  }),
  scenarios: z
    .array(z.string().min(1))
    .min(1, { error: 'an empty list means never: leave `scenarios` out, or name some' })
    .optional()
    .meta({ description: 'The scenarios or profiles in which it happens; all unless said.' }),
  required: z.boolean().default(true).meta({
    description: 'Whether a run in which the command failed has no verdict; false: a caveat says so.',
  }),
});

/** What is done to the target during a run: the `events:` of loadkit.config.yaml. Times in seconds. */
export const EventsSection = z.array(WrittenEvent).max(MOST_EVENTS);
export type EventsSection = z.output<typeof EventsSection>;
