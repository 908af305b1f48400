import * as z from 'zod';
import { quote } from '../input/finding.ts';
import { Bandwidth, Cores, Count, Size } from '../input/quantity.ts';
import { ObjectiveOverrides } from '../objectives/written/objective.ts';
import { EnvironmentKind } from './environment-name.ts';
import { ProfileOverride } from './profile/override.ts';

/** The name of a tier or scenario, which also stands in paths and file names. */
export const Slug = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$/, {
  error: ({ input }) => `${quote(input)} is no name: write letters, digits, dots, dashes and underscores, at most 64`,
});

/** What is changed of one scenario: its profile, and its objectives by name. */
export const ScenarioOverride = ProfileOverride.extend({
  objectives: ObjectiveOverrides.optional().meta({
    description: 'Changes to the service’s objectives in this scenario, by name.',
  }),
});
export type ScenarioOverride = z.infer<typeof ScenarioOverride>;

export const ScenarioOverrides = z.record(Slug, ScenarioOverride);
export type ScenarioOverrides = z.infer<typeof ScenarioOverrides>;

/** A size of deployment and the load expected of it. Memory in bytes, CPU in cores, bandwidth in bytes per second. */
export const Tier = z.strictObject({
  name: Slug.meta({ description: 'What --tier calls it.' }),
  sessions: Count.meta({ description: 'Concurrent users expected.' }),
  rate: z.number().positive().meta({ description: 'Requests per second expected.' }),
  environment: EnvironmentKind.optional().meta({
    description: 'What kind of place this tier runs in, where that is not the same for all of them.',
  }),
  api: z
    .strictObject({
      replicas: Count.optional(),
      cpu: Cores.optional().meta({ description: 'Cores of one replica: 2, 0.5 or 500m.' }),
      memory: Size.optional().meta({ description: 'Memory of one replica.' }),
      workers: Count.optional().meta({
        description: 'Worker processes of one replica (gunicorn, a cluster of Node.js).',
      }),
      disk: Size.optional().meta({ description: 'Disk of one replica.' }),
      network: Bandwidth.optional().meta({ description: 'Bandwidth of one replica, in bits per second.' }),
    })
    .optional()
    .meta({ description: 'The deployment of the API, for reports and for `loadkit plan`.' }),
  database: z
    .strictObject({
      connections: Count.optional().meta({ description: 'Connections expected at this load.' }),
      pool: Count.optional().meta({ description: 'Connections a pool keeps.' }),
      overflow: z.int().nonnegative().optional().meta({ description: 'Connections it may open beyond that.' }),
      of: z.enum(['process', 'replica', 'deployment']).optional().meta({
        description: 'Whose that pool is: each process has one, each replica, or all replicas share one.',
      }),
      maxConnections: Count.optional().meta({
        description: 'Connections that the server leaves to this deployment: its max_connections less those of others.',
      }),
      storage: Size.optional().meta({ description: 'Disk of the database.' }),
    })
    .optional(),
  workers: z
    .strictObject({
      count: z.int().nonnegative().optional(),
      memory: Size.optional().meta({ description: 'Memory of one worker.' }),
    })
    .optional(),
  scenarios: ScenarioOverrides.default({}).meta({ description: 'Changes at this tier, by scenario or profile.' }),
  objectives: ObjectiveOverrides.default({}).meta({
    description: 'Changes to the service’s objectives at this tier, by name.',
  }),
});
export type Tier = z.output<typeof Tier>;
export type WrittenTier = z.input<typeof Tier>;
