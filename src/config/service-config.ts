import * as z from 'zod';
import { Count, Duration, ShareOrAll } from '../input/quantity.ts';
import { WrittenObjective } from '../objectives/written/objective.ts';
import { AlertsSection } from './alerts/section.ts';
import { EnvironmentKind } from './environment-name.ts';
import { EventsSection } from './events/section.ts';
import { GrowthSection } from './growth/section.ts';
import { HpaSection } from './hpa.ts';
import { MonitorsSection } from './monitors/section.ts';
import { SilenceSection } from './objectives/silence.ts';
import { SizingSection } from './sizing-section.ts';
import { StopWhen } from './stop-when.ts';
import { AllowedHost, Target } from './target.ts';
import { ScenarioOverrides, Slug } from './tier.ts';

/** A variable that scenarios may read. k6's own are excluded: they change the load, not the scenario. */
const VariableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
    error: 'the name of an environment variable, without its value: the value is read when a run starts',
  })
  .refine((name) => !name.startsWith('K6_'), {
    error: 'K6_ variables change the load behind the plan’s back and are never handed on',
  });

/** What no run may exceed, whoever asks for it. */
const Safety = z.strictObject({
  allow: z
    .array(AllowedHost)
    .default([])
    .meta({ description: 'Hosts and networks to which load may be sent. Loopback always is.' }),
  watch: z.array(AllowedHost).default([]).meta({
    description: 'Hosts and networks that monitors may read beside those of `allow`. No load goes there.',
  }),
  maxRate: z.number().positive().default(10_000).meta({
    description: 'Highest rate, requests per second: of any plan, and, where it is stated, of what is really sent.',
  }),
  maxVUs: Count.default(20_000).meta({ description: 'Most virtual users of any plan.' }),
  maxDuration: Duration.prefault('25h').meta({ description: 'Longest run: a day’s soak and its ramps.' }),
  stopWhen: StopWhen.meta({
    description: 'When a run is stopped: { errors: ">= 90%", for: 60s } unless stated; a list of rules, or false.',
  }),
});

const Sandbox = z.strictObject({
  slots: Count.optional().meta({ description: 'Requests served at once.' }),
  service: Duration.optional().meta({ description: 'Mean service time.' }),
  cv: z
    .number()
    .nonnegative()
    .max(100)
    .optional()
    .meta({ description: 'Coefficient of variation of the service time.' }),
  seed: z.int().nonnegative().optional(),
  pool: Count.optional().meta({ description: 'Database connections; at least the slots unless said.' }),
  queue: Count.optional().meta({ description: 'Requests that may wait.' }),
  fault: z
    .array(z.string().max(100))
    .max(20)
    .optional()
    .meta({ description: 'What is wrong with it (docs/sandbox.md).', examples: [['leak=40MB/h', 'crash=2m+10s']] }),
});

/** The service under test and what it promises: loadkit.config.yaml. Lengths in seconds. */
export const ServiceConfig = z.strictObject({
  target: Target.nullable().default(null).meta({ description: 'The URL of the service, or sandbox. --target wins.' }),
  environment: EnvironmentKind.optional().meta({
    description:
      'What kind of place it is: development, test, staging or production, which asks for its host on the command line.',
  }),
  targetVersion: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({
      description: 'Which build of the service is tested, for the reports. --target-version wins.',
      examples: ['v1.4.2', '3fa9c1e'],
    }),
  env: z.array(VariableName).default([]).meta({ description: 'Names of environment variables handed to scenarios.' }),
  safety: Safety.prefault({}).meta({ description: 'Guard rails: a run beyond them is refused with exit code 6.' }),
  defaultTier: Slug.optional().meta({ description: 'The tier of a run that names none; otherwise the smallest.' }),
  arrivals: z
    .enum(['poisson', 'even'])
    .default('poisson')
    .meta({ description: 'Spacing of the iterations of open profiles: independent users, or k6’s own pacing.' }),
  seed: z
    .int()
    .nonnegative()
    .nullable()
    .default(null)
    .meta({ description: 'Seed of arrivals and pauses; by scenario and tier unless said.' }),
  traces: ShareOrAll.default(0).meta({
    description:
      'Share of HTTP requests that carry a W3C traceparent header, such as 1%, so that slow ones are found in tracing.',
    examples: ['1%', '100%'],
  }),
  objectives: z.array(WrittenObjective).default([]).meta({ description: 'What the service promises.' }),
  alerts: AlertsSection.meta({
    description:
      'Alerts that are judged over the whole run and fail nothing, and rule files of Prometheus (docs/alerts.md).',
  }),
  monitors: MonitorsSection.default({}).meta({
    description: 'What watches the target beside the load, by name (docs/monitors.md).',
  }),
  events: EventsSection.default([]).meta({
    description: 'What is done to the target during a run: a fault, a deployment, a vacuum (docs/events.md).',
  }),
  silence: SilenceSection.default([]).meta({
    description: 'Objectives that shall fail no run for a while, each with a reason and an end; reports show them.',
  }),
  scenarios: ScenarioOverrides.default({}).meta({ description: 'Changes by scenario or profile, at every tier.' }),
  plan: SizingSection.default({}).meta({
    description: 'What `loadkit plan` is told of the deployment, since no run measures it.',
  }),
  growth: GrowthSection.default({}).meta({
    description: 'How the load and other quantities grow, by name, for `loadkit plan`.',
  }),
  hpa: HpaSection.optional().meta({
    description: 'How the deployment is scaled in Kubernetes, for the advice and the manifest of `loadkit plan`.',
  }),
  sandbox: Sandbox.prefault({}).meta({
    description: 'The embedded target, when target is sandbox; sized by the tier unless said.',
  }),
});
export type ServiceConfig = z.output<typeof ServiceConfig>;
export type WrittenServiceConfig = z.input<typeof ServiceConfig>;
