import * as z from 'zod';
import { Count } from '../../input/quantity.ts';
import { Slug } from '../tier.ts';

const Compare = z.enum(['baseline', 'none']);
const MOST_REPEATS = 100;

/** A scenario at some tiers. */
const GateEntry = z.strictObject({
  scenario: z.string().min(1).meta({ description: 'A name, or a path, as `loadkit run` takes it.' }),
  tiers: z.array(Slug).min(1).optional().meta({ description: 'Otherwise the default tier.' }),
  repeats: Count.max(MOST_REPEATS).optional().meta({ description: 'Over `repeats` of the gate.' }),
  compare: Compare.optional().meta({ description: 'Over `compare` of the gate.' }),
  timeScale: z.number().positive().max(10).optional().meta({ description: 'Scales the length of stages.' }),
  objectives: z
    .array(z.string())
    .min(1)
    .optional()
    .meta({
      description: 'Instead of the configured ones, as `--objective` takes them.',
      examples: [['http_req_duration p95 <= 150ms']],
    }),
  set: z
    .array(z.string())
    .min(1)
    .optional()
    .meta({ description: 'Changes to the profile, as `--set` takes them.', examples: [['hold=2m', 'rate=80']] }),
});
export type GateEntry = z.output<typeof GateEntry>;

/** A gate: which runs are made, how often, and what fails it. */
export const GateFile = z.strictObject({
  repeats: Count.max(MOST_REPEATS).default(5).meta({ description: 'Valid runs of each scenario at each tier.' }),
  retries: z
    .int()
    .nonnegative()
    .max(MOST_REPEATS)
    .default(2)
    .meta({ description: 'Runs made in place of ones that are not valid, at most, of each scenario at each tier.' }),
  compare: Compare.default('baseline').meta({
    description: 'What the runs are held against (exit 4 for a regression).',
  }),
  failOn: z
    .enum(['critical', 'degraded', 'warning'])
    .default('critical')
    .meta({ description: 'The least that fails the gate (exit 3): critical, degraded, or a missed warning besides.' }),
  changes: z
    .enum(['tell', 'fail'])
    .default('tell')
    .meta({ description: 'What a change for the worse in the history of runs does: told, or exit 4.' }),
  sources: z
    .enum(['require', 'tell'])
    .default('require')
    .meta({ description: 'What a monitor does that read nothing in a run: exit 5, or told.' }),
  runs: z.array(GateEntry).min(1).meta({ description: 'What is run, in this order.' }),
});
export type GateFile = z.output<typeof GateFile>;
