import * as z from 'zod';
import { Figure } from './figure.ts';

/** Names a figure of the same plan; null: there is none. */
const Ref = z.string().nullable();

/** A run that the plan was to rest on. */
export const PlannedFrom = z.strictObject({
  run: z.string(),
  tier: z.string().nullable(),
  startedAt: z.string(),
  /**
   * `capacity`: a capacity search; `steps`: a stress run, the highest step that met its objectives and the lowest that
   * did not; `held`: a run that met its objectives at one load. null: not used.
   */
  kind: z.enum(['capacity', 'steps', 'held']).nullable(),
  /** Why it is not used, and what to do; null where it is. */
  refused: z.string().nullable(),
  /**
   * Names of the required objectives that it does not show to be met: without data, or missed where a search held its
   * bound.
   */
  unmet: z.array(z.string()),
});
export type PlannedFrom = z.infer<typeof PlannedFrom>;

/** What to deploy: ids of figures. */
export const Sizing = z.strictObject({
  replicas: Ref,
  /** Of one replica; and of all of them. */
  cpu: Ref,
  memory: Ref,
  cores: Ref,
  totalMemory: Ref,
  /** Of each process, of each replica or of the deployment, as its tier says; of all together where it says nothing. */
  pool: Ref,
  overflow: Ref,
  /** How many pools there are; null: one, or not known. */
  pools: Ref,
  /** What all of them may open; null: not known. */
  connections: Ref,
  workers: Ref,
  workerMemory: Ref,
  gpus: Ref,
});
export type Sizing = z.infer<typeof Sizing>;

export const PlannedTier = z.strictObject({
  name: z.string(),
  /**
   * Whether the deployment that the tier states carries the tier's peak. `yes`: with the headroom asked for; `tight`:
   * without it; `no`: measured not to carry the peak, or the demand of today; `unclear`: not shown, or only projected.
   */
  carries: z.enum(['yes', 'tight', 'no', 'unclear']),
  /**
   * What that rests on: a run at this tier, replicas of what was measured elsewhere, beyond twice the measured load,
   * nothing.
   */
  basis: z.enum(['measured', 'replicated', 'projected', 'none']),
  /** In a sentence, with what to do. */
  says: z.string(),
  /** The run it rests on. */
  run: z.string().nullable(),
  rate: z.string(),
  peak: z.string(),
  /**
   * The load that is promised of the stated deployment; what is left of it above the peak; what is left after the
   * failures.
   */
  carried: Ref,
  headroom: Ref,
  afterFailures: Ref,
  stated: Sizing,
  /** For the peak; and for the peak with headroom and failures. */
  minimum: Sizing,
  recommended: Sizing,
  /** Replicas of the recommended sizing, did all of them share one line: the optimistic bound. */
  pooled: Ref,
  /** Shared resources and others, each against what the tier states. */
  checks: z.array(
    z.strictObject({
      resource: z.string(),
      needed: z.string(),
      stated: Ref,
      /** Share of the stated that is in use at the peak. */
      use: Ref,
      fits: z.boolean().nullable(),
      says: z.string(),
    }),
  ),
  /** What to measure to confirm what is projected or not known. */
  confirm: z.array(z.string()),
});
export type PlannedTier = z.infer<typeof PlannedTier>;

export const PlannedGrowth = z.strictObject({
  quantity: z.string(),
  /** The tier whose load grows; null: the service's. */
  tier: z.string().nullable(),
  unit: z.string(),
  kind: z.enum(['compound', 'milestones', 'history']),
  basis: z.string(),
  /**
   * Months from now, with the demand (value, 5 % and 95 % as its ends), its peak rate and the replicas for it, or, of
   * GPU hours, the GPUs.
   */
  rows: z.array(z.strictObject({ month: z.number(), demand: z.string(), rate: Ref, replicas: Ref, gpus: Ref })),
  /** When the demand's upper end reaches what is carried; `month` null: not within the horizon. */
  crossing: z
    .strictObject({ capacity: z.string(), month: Ref, date: z.string().nullable(), says: z.string() })
    .nullable(),
  caveats: z.array(z.string()),
});
export type PlannedGrowth = z.infer<typeof PlannedGrowth>;

/** What a request takes of one resource, and where that comes from. */
const PlannedDemand = z.strictObject({
  /** `cpu_time`, `cpu_rest`, `memory_per_request`, `memory_base`, `database_time`; null: none of the plan's. */
  figure: Ref,
  /** What the plan takes it from; null: it is not known. */
  source: z.enum(['stated', 'measured']).nullable(),
  /** What monitors measured, with its 95 % interval, whether or not it is taken; null: nothing. */
  measured: z
    .strictObject({
      run: z.string(),
      monitor: z.string(),
      series: z.string(),
      value: z.number(),
      lower: z.number(),
      upper: z.number(),
    })
    .nullable(),
  /** Why monitors that read it could not tell. */
  reason: z.string().nullable(),
});

/** What limits a tier first, of the resources that were watched or stated. */
export const PlannedLimit = z.strictObject({
  tier: z.string(),
  /** As the check of the tier names it; null: no use of any is known. */
  resource: z.string().nullable(),
  /** How much of it the peak takes, of how much; the share; the rate at which its limit is reached, with its ends. */
  needed: Ref,
  stated: Ref,
  use: Ref,
  reaches: Ref,
  /** Of which resources the use is known, and of which not. */
  watched: z.array(z.string()),
  unwatched: z.array(z.string()),
  says: z.string(),
});
export type PlannedLimit = z.infer<typeof PlannedLimit>;

/**
 * A capacity plan: from measured capacity to what must be deployed, for every tier. Saved as plan.json. Every number in
 * it is a figure: an input, or an expression over other figures that gives its value again.
 */
export const CapacityPlan = z.strictObject({
  version: z.literal(1),
  madeAt: z.string(),
  loadkit: z.string(),
  configFiles: z.array(z.string()),
  runs: z.array(PlannedFrom),
  /** How replicas share the load: each with a line of its own (`separate`), or one line for all (`shared`). */
  balancing: z.enum(['separate', 'shared']),
  /** Months that growth is looked at. */
  horizon: z.number(),
  tiers: z.array(PlannedTier),
  demands: z.array(PlannedDemand),
  /** Of the tier after the largest that was measured; null: nothing was measured, or there is none. */
  limit: PlannedLimit.nullable(),
  growth: z.array(PlannedGrowth),
  /**
   * Demand that is above its limit, or above what is carried, on the day of the plan; `certain`: measured not to be
   * carried.
   */
  exceeded: z.array(
    z.strictObject({
      quantity: z.string(),
      demand: z.string(),
      capacity: z.string(),
      certain: z.boolean(),
      says: z.string(),
    }),
  ),
  /** Sentences with the figures that they rest on. */
  advice: z.array(z.strictObject({ text: z.string(), figures: z.array(z.string()) })),
  /** How an autoscaler would serve the load of one tier, and its manifest (YAML); null: nobody asked. */
  hpa: z
    .strictObject({
      tier: z.string(),
      says: z.array(z.string()),
      caveats: z.array(z.string()),
      figures: z.array(z.string()),
      manifest: z.string(),
    })
    .nullable(),
  /**
   * What was not said: the key of the configuration, why it matters, and the figure that was assumed instead (null:
   * none).
   */
  asked: z.array(z.strictObject({ key: z.string(), says: z.string(), assumed: Ref })),
  caveats: z.array(z.string()),
  figures: z.array(Figure),
});
export type CapacityPlan = z.infer<typeof CapacityPlan>;
