import * as z from 'zod';
import { Count, Duration, ShareOrAll, Size } from '../input/quantity.ts';

/**
 * What `loadkit plan` cannot measure and must be told: the `plan:` of loadkit.config.yaml. Times in seconds, sizes in
 * bytes, shares as ratios. Nothing has a default here: what is not stated is asked for, or assumed by `sizing/` and
 * marked so.
 */
export const SizingSection = z.strictObject({
  peak: z
    .number()
    .min(1)
    .max(1000)
    .optional()
    .meta({ description: 'Peak over mean: the busiest minutes as a multiple of the stated rate.' }),
  headroom: ShareOrAll.optional().meta({ description: 'Load to be carried beyond the peak.', examples: ['30%'] }),
  failures: z.int().nonnegative().max(1000).optional().meta({
    description: 'Replicas that may be lost while the rest still carries the load.',
  }),
  imbalance: ShareOrAll.optional().meta({
    description: 'How much more than the mean the busiest replica gets.',
    examples: ['10%'],
  }),
  balancing: z.enum(['separate', 'shared']).optional().meta({
    description: 'Whether each replica has a line of its own (random, round robin), or all share one.',
  }),
  thinkTime: Duration.optional().meta({
    description: 'How long a user pauses in one iteration of the journey, all its pauses together.',
  }),
  measuredReplicas: Count.optional().meta({
    description: 'Replicas of the deployment that was measured, where its tier does not say.',
  }),
  cpu: z
    .strictObject({
      time: Duration.optional().meta({ description: 'CPU time that one request costs.' }),
      utilization: ShareOrAll.optional().meta({ description: 'Share of the cores to be in use at the peak.' }),
    })
    .optional(),
  memory: z
    .strictObject({
      perRequest: Size.optional().meta({ description: 'Memory that one request in flight takes.' }),
      base: Size.optional().meta({ description: 'Memory of a replica that serves nothing.' }),
      utilization: ShareOrAll.optional().meta({ description: 'Share of its memory to be in use at the peak.' }),
    })
    .optional(),
  database: z
    .strictObject({
      time: Duration.optional().meta({ description: 'How long one request holds a database connection.' }),
      utilization: ShareOrAll.optional().meta({ description: 'Share of the pool to be in use at the peak.' }),
    })
    .optional(),
  network: z
    .strictObject({
      utilization: ShareOrAll.optional().meta({ description: 'Share of the bandwidth to be in use at the peak.' }),
    })
    .optional(),
  workers: z
    .strictObject({
      perCore: z
        .number()
        .positive()
        .max(1000)
        .optional()
        .meta({ description: 'Most worker processes of a replica for each of its cores.' }),
    })
    .optional(),
  gpu: z
    .strictObject({
      modelMemory: Size.optional().meta({ description: 'GPU memory that the model takes.' }),
      memory: Size.optional().meta({ description: 'Memory of one GPU.' }),
      replicas: Count.optional().meta({ description: 'Replicas of the model, where it is not in every replica.' }),
      utilization: ShareOrAll.optional().meta({ description: 'Share of a GPU’s time to be in use, for GPU hours.' }),
    })
    .refine(({ modelMemory, memory }) => (modelMemory === undefined) === (memory === undefined), {
      error: 'modelMemory and memory go together: the GPUs of a model are its memory in those of one GPU',
    })
    .optional(),
});
export type SizingSection = z.output<typeof SizingSection>;
