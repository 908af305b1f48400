import * as z from 'zod';
import { quote } from '../../input/finding.ts';
import { Count, Duration, DurationOrZero } from '../../input/quantity.ts';
import { parseDuration } from '../../units/duration.ts';

/** The longest list of steps or stages: more is a program, not a profile. */
const MOST_STEPS = 100;

/** k6's `--stage` notation, `1m:10,5m:50`: in each, ramp to that many users. */
const Stages = z
  .string({ error: ({ input }) => `expected stages such as "1m:10,5m:50", found ${quote(input)}` })
  .meta({ examples: ['1m:10,5m:50,5m:100,5m:200'] })
  .transform((text, context) => {
    const stages = text.split(',').map((stage) => readStage(stage.trim()));
    const wrong = text.split(',').find((_, index) => stages[index] === undefined);
    if (wrong !== undefined)
      context.addIssue(`${quote(wrong.trim())} is no stage: write duration:users, such as 5m:50`);
    if (stages.length > MOST_STEPS) context.addIssue(`${stages.length} stages are more than ${MOST_STEPS}`);
    return stages.filter((stage) => stage !== undefined);
  });

function readStage(text: string): { duration: number; users: number } | undefined {
  const [length, users, ...rest] = text.split(':');
  const duration = parseDuration(length ?? '');
  if (!duration || rest.length > 0 || !/^\d{1,7}$/.test(users ?? '')) return undefined;
  return { duration, users: Number(users) };
}

/** What tiers, the service's configuration, `profile('stress', {…})` and `--set` may change of a profile. */
export const ProfileOverride = z.strictObject({
  duration: Duration.optional().meta({
    description: 'How long the profile holds its load; of a breakpoint, how long its ramp takes.',
  }),
  sessions: Count.optional().meta({ description: 'Concurrent users of a closed profile, instead of the tier’s.' }),
  rate: z
    .number()
    .positive()
    .optional()
    .meta({ description: 'Requests per second of an open profile, instead of the tier’s.' }),
  steps: z
    .array(z.number().positive())
    .min(1)
    .max(MOST_STEPS)
    .optional()
    .meta({ description: 'Factors of the tier’s rate, ascending: [0.5, 1, 1.5, 2, 3].' }),
  peak: z.number().positive().optional().meta({
    description: 'Highest load of a spike or of a breakpoint’s ramp, as a factor of the tier’s rate: 5.',
  }),
  before: DurationOrZero.optional().meta({
    description: 'How long the tier’s rate is held before a spike; 0s leaves that out.',
  }),
  hold: Duration.optional().meta({ description: 'How long each step, or the spike, holds its load.' }),
  ramp: DurationOrZero.optional().meta({ description: 'How long the load takes from one stage to the next.' }),
  stages: Stages.optional().meta({
    description: 'k6’s --stage notation: ramps to that many users, one after the other. Makes the profile closed.',
  }),
  recovery: z
    .strictObject({
      factor: z
        .number()
        .positive()
        .optional()
        .meta({ description: 'Load of the recovery as a factor of the tier’s rate.' }),
      users: Count.optional().meta({ description: 'Users of the recovery, after `stages`.' }),
      hold: Duration.optional().meta({ description: 'How long the recovery is watched.' }),
      ramp: DurationOrZero.optional().meta({ description: 'How long the load takes to fall.' }),
      within: Duration.optional().meta({
        description: 'How soon after the load has fallen the objectives must hold again, and stay held: 5m.',
      }),
    })
    .optional()
    .meta({ description: 'What follows the peak of a stress or spike profile.' }),
  maxVUs: Count.optional().meta({ description: 'VUs that an open profile may use; by Little’s law unless said.' }),
});
export type ProfileOverride = z.output<typeof ProfileOverride>;
/** An override as people write it: lengths of time as text, `5m`. */
export type WrittenProfileOverride = z.input<typeof ProfileOverride>;

/**
 * One override over another, field by field; the later one wins. Stages (users) and steps or a rate (requests per
 * second) are two ways to say the load, so that the later one takes the earlier one's place; the same holds inside
 * `recovery`.
 */
export function mergeProfileOverride(base: ProfileOverride, over: ProfileOverride): ProfileOverride {
  const merged = { ...base, ...defined(over) };
  if (over.stages)
    for (const key of ['steps', 'rate', 'hold', 'ramp'] as const) if (over[key] === undefined) delete merged[key];
  if ((over.steps || over.rate !== undefined) && !over.stages) delete merged.stages;
  if (base.recovery && over.recovery) {
    const recovery = { ...base.recovery, ...defined(over.recovery) };
    if (over.recovery.users !== undefined && over.recovery.factor === undefined) delete recovery.factor;
    if (over.recovery.factor !== undefined && over.recovery.users === undefined) delete recovery.users;
    merged.recovery = recovery;
  }
  return merged;
}

function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}
