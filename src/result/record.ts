import * as z from 'zod';
import { AlertRule } from '../objectives/alert-rule.ts';
import { Objective } from '../objectives/objective.ts';
import { ENGINE_KINDS } from '../plan/abilities.ts';
import { PlannedEvent } from '../plan/events.ts';
import { Plan } from '../plan/plan.ts';
import { SearchRecord } from './capacity.ts';
import { TierRate } from './vocabulary.ts';

/** Where the numbers come from: enough to say whether two runs are like for like, and to repeat one. */
export const Provenance = z.strictObject({
  loadkit: z.string(),
  /** Which engine ran, its k6 version, and how it was found. */
  engine: z.strictObject({
    kind: z.enum(ENGINE_KINDS),
    k6: z.string(),
    version: z.string(),
    path: z.string(),
    found: z.string(),
  }),
  node: z.string(),
  /** Of the generator. `hostsTarget`: the target runs on it, too, and so shares its CPUs. */
  machine: z.strictObject({
    os: z.string(),
    cpus: z.number(),
    cpuModel: z.string(),
    memory: z.number(),
    hostsTarget: z.boolean(),
  }),
  scenarioFile: z.string(),
  /** SHA-256 of the bundle as it ran, and of the effective configuration. */
  bundleHash: z.string(),
  configHash: z.string(),
  configFiles: z.array(z.string()),
  /** Names of the variables handed to the scenario; never their values. */
  env: z.array(z.string()),
  commandLine: z.string(),
  startedAt: z.string(),
  /** What the configuration says of the place; null where it says nothing. */
  environment: z.string().nullable(),
  /** What was tested, as whoever ran it named it (`--target-version`); null where nobody did. */
  targetVersion: z.string().nullable(),
});
export type Provenance = z.infer<typeof Provenance>;

/** What a run's load comes of: a profile at a tier, the options of a plain script, or a capacity search. */
export const RunKind = z.enum(['profile', 'script', 'search']);
export type RunKind = z.infer<typeof RunKind>;

const SHARED = {
  version: z.literal(1),
  /**
   * Which run of its folder of runs it is, counted from 1: the order in which they were made, whatever the clocks said.
   */
  sequence: z.int().min(1),
  id: z.string(),
  target: z.string(),
  plan: Plan,
  /** Every tier of the project, the smallest first: reports show where the others stand. */
  tiers: z.array(TierRate).optional(),
  objectives: z.array(Objective),
  /** What was to be done to the target meanwhile; absent: nothing. */
  events: z.array(PlannedEvent).optional(),
  /** Judged beside the objectives; absent: there are none. */
  alerts: z.array(AlertRule).optional(),
  provenance: Provenance,
};

const PlannedRun = z.strictObject({ kind: RunKind.exclude(['search']), ...SHARED });
export type PlannedRun = z.infer<typeof PlannedRun>;

/** Of a capacity search, with what it was to look for. */
const SearchRun = z.strictObject({ kind: RunKind.extract(['search']), ...SHARED, search: SearchRecord });
export type SearchRun = z.infer<typeof SearchRun>;

/** What was to be measured, written once before the first request. The measurements stand in timeline.ndjson.gz. */
export const RunRecord = z.discriminatedUnion('kind', [PlannedRun, SearchRun]);
export type RunRecord = z.infer<typeof RunRecord>;
