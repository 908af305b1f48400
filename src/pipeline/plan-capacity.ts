import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { parseGrowthFlag, withRates } from '../config/growth/flag.ts';
import { readHistories } from '../config/growth/histories.ts';
import { loadProject, type Project } from '../config/load.ts';
import { messageOf, UserError } from '../errors.ts';
import { didYouMean } from '../input/nearest.ts';
import { reportOfPlan } from '../report/stories/plan/story.ts';
import type { CapacityPlan } from '../result/capacity-plan.ts';
import type { Result } from '../result/result.ts';
import { makeCapacityPlan } from '../sizing/make-capacity-plan.ts';
import type { Evidence, Refusal } from '../sizing/measured/evidence.ts';
import { evidenceOf } from '../sizing/measured/evidence.ts';
import { DEFAULT_HORIZON, type SizingSettings } from '../sizing/settings.ts';
import { planExitCode } from '../sizing/verdict/plan-verdict.ts';
import { runId } from '../store/run-id.ts';
import { findRun, listRuns, loadResult } from '../store/runs.ts';
import { installation } from './installation.ts';
import { type Published, writeReports } from './publish.ts';
import { FileWriter } from './write-files.ts';

export interface PlanCapacityRequest {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly configFile: string | undefined;
  /** Run folders, ids, or `latest`; none: the newest capacity run of each tier. */
  readonly from: readonly string[];
  /** A tier's name, or `all`. */
  readonly tier: string;
  /** Flags; they win over the `plan:` of the configuration. */
  readonly settings: SizingSettings;
  /** `requests=15%/month,…`, over the `growth:` of the configuration. */
  readonly growth: string | undefined;
  /** Where the autoscaler's manifest goes; undefined: nowhere. */
  readonly hpa: string | undefined;
  readonly out: string;
  readonly formats: readonly string[];
}

export interface PlanCapacityOutcome {
  readonly plan: CapacityPlan;
  readonly folder: string;
  readonly published: Published;
  /** Why runs that were not asked for by name could not be read, and do not count. */
  readonly unread: readonly string[];
  /**
   * 0 a plan; 3 a tier's stated deployment was measured not to carry its load, or the demand of today is above it; 5 no
   * measured capacity, or not of all that is required; 9 a report failed.
   */
  readonly exitCode: 0 | 3 | 5 | 9;
}

/** Reads the project and what its runs measured, makes the plan, and writes it with its reports. Sends nothing. */
export async function planCapacity(request: PlanCapacityRequest): Promise<PlanCapacityOutcome> {
  const { cwd, environment, configFile, tier, settings } = request;
  const project = await loadProject({ cwd, configFile, env: environment, shippedTiers: installation().tiers });
  const only = tier === 'all' ? null : [existingTier(project, tier)];
  const stated = withoutUndefined(settings);
  const merged: SizingSettings = { ...project.service.plan, ...stated };
  const rates = request.growth === undefined ? undefined : parseGrowthFlag(request.growth);
  const section = rates ? withRates(project.service.growth, rates) : project.service.growth;
  const now = new Date();
  const unread: string[] = [];
  const plan = makeCapacityPlan({
    madeAt: now.toISOString(),
    loadkit: installation().version,
    configFiles: [project.serviceFile, ...project.tiers.map(({ file }) => file)].filter((file) => file !== null),
    target: project.service.target,
    tiers: project.tiers,
    only,
    settings: merged,
    growth: {
      section,
      histories: await readHistories(section, project.root),
      today: now.toISOString().slice(0, 10),
      horizon: merged.horizon ?? DEFAULT_HORIZON,
      peak: merged.peak ?? null,
    },
    hpa: project.service.hpa ?? (request.hpa === undefined ? null : {}),
    runs: await runsFor(request, unread),
  });
  const { folder, published } = await publishPlan(plan, request, now);
  return { plan, folder, published, unread, exitCode: exitCodeOf(plan, published) };
}

function exitCodeOf(plan: CapacityPlan, { failures }: Published): PlanCapacityOutcome['exitCode'] {
  const code = planExitCode(plan);
  return code === 0 && failures.length > 0 ? 9 : code;
}

function existingTier({ tiers }: Project, name: string): string {
  if (tiers.some((tier) => tier.name === name)) return name;
  const names = [...tiers.map((tier) => tier.name), 'all'];
  throw new UserError({ what: `no tier "${name}"`, where: { path: '--tier' }, next: didYouMean(name, names) });
}

function withoutUndefined(settings: SizingSettings): SizingSettings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/**
 * What the runs asked for show; without any the capacity runs of the project, one of each tier. The newest first.
 * `unread` gets why one of the latter could not be read.
 */
async function runsFor({ from, out }: PlanCapacityRequest, unread: string[]): Promise<(Evidence | Refusal)[]> {
  if (from.length > 0) {
    const folders = await Promise.all(from.map((one) => findRun(one, out)));
    const read = await Promise.all([...new Set(folders)].map(judged));
    return read.sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
  }
  const newest = new Map<string | null, Evidence | Refusal>();
  for (const folder of (await listRuns(out)).reverse()) {
    // One that was never judged was not asked for.
    const result = await loadResult(folder).catch((error: unknown) => void unread.push(messageOf(error)));
    const found = result && evidenceOf(result);
    if (found && shows(found, result) && !newest.has(found.tier)) newest.set(found.tier, found);
  }
  return [...newest.values()];
}

/** A search that found what is carried, or that no load is: the latter is no reason to look for an older one. */
function shows(found: Evidence | Refusal, { capacity }: Result): boolean {
  return 'refused' in found ? capacity !== undefined && found.broke !== null : found.kind === 'capacity';
}

async function judged(folder: string): Promise<Evidence | Refusal> {
  const result = await loadResult(folder);
  if (result) return evidenceOf(result);
  throw new UserError({
    what: 'this run was not judged yet',
    where: { file: folder },
    next: `judge it: loadkit report ${folder}`,
  });
}

/** Writes plan.json, the reports and the manifest; one that fails keeps none of the others back. */
async function publishPlan(
  plan: CapacityPlan,
  { out, formats, hpa }: PlanCapacityRequest,
  now: Date,
): Promise<{ folder: string; published: Published }> {
  const folder = join(resolve(out), runId(now, 'plan', null, randomBytes(3).toString('hex')));
  const writer = new FileWriter();
  const report = reportOfPlan(plan);
  await writeReports(writer, report, formats, folder);
  const { hpa: scaling } = plan;
  if (hpa !== undefined && scaling) await writer.write(hpa, () => scaling.manifest);
  return { folder, published: { report, files: writer.files, failures: writer.failures } };
}
