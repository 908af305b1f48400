import type { HpaSection } from '../config/hpa.ts';
import type { Tier } from '../config/tier.ts';
import type { CapacityPlan, PlannedFrom, PlannedTier } from '../result/capacity-plan.ts';
import { planAdvice } from './advice.ts';
import { limitOf, limitOfNext } from './bottleneck.ts';
import { againstDemand, exceededToday } from './growth/exceeded.ts';
import { type Growing, type GrowthInput, growthOf } from './growth/growth-table.ts';
import { autoscalingOf } from './hpa/autoscaling.ts';
import { figureId, Ledger } from './ledger.ts';
import type { Evidence, Refusal } from './measured/evidence.ts';
import { enterInUse } from './measured/in-use.ts';
import { againstStated, demandsOf, measuredDemands } from './measured/measured-demands.ts';
import { enterUnit, type MeasuredUnit } from './measured/measured-unit.ts';
import { doubtsOfRuns } from './measured/run-doubts.ts';
import { poolAdvice } from './pools/advice.ts';
import { ownerOf } from './pools/owner.ts';
import { enterSettings, type SizingSettings } from './settings.ts';
import type { Sized } from './sized.ts';
import { enterStated } from './stated.ts';
import { planTier } from './tier.ts';
import { askThinkTime, enterUsers, usersAdvice, usersContradict } from './users.ts';
import { contradictions } from './verdict/contradictions.ts';

/** Everything that a plan is made of. */
export interface CapacityPlanInput {
  readonly madeAt: string;
  readonly loadkit: string;
  readonly configFiles: readonly string[];
  /** The service that is planned for: its URL, or `sandbox`; null: none is named. */
  readonly target: string | null;
  /** All tiers of the project, from the smallest to the largest; `only` names those to plan, null: all. */
  readonly tiers: readonly Tier[];
  readonly only: readonly string[] | null;
  readonly settings: SizingSettings;
  readonly growth: GrowthInput;
  /** The rules of an autoscaler; null: nobody asks for one. */
  readonly hpa: HpaSection | null;
  /** What the runs show, the newest first. */
  readonly runs: readonly (Evidence | Refusal)[];
}

const GRADE: Record<Evidence['kind'], number> = { capacity: 0, steps: 1, held: 2 };

/** Makes the plan. Pure: the same input gives the same plan. */
export function makeCapacityPlan(input: CapacityPlanInput): CapacityPlan {
  const { settings, tiers, growth } = input;
  const ledger = new Ledger();
  const usable = input.runs.filter((run): run is Evidence => !('refused' in run));
  const chosen = bestOfEachTier(usable);
  const measured = measuredDemands(usable, { tiers, measuredReplicas: settings.measuredReplicas });
  const asked = enterSettings(ledger, settings, tiers, growth.section, measured);
  enterInUse(ledger, usable);
  const balancing = settings.balancing ?? 'separate';
  const units = chosen.map((evidence) =>
    enterUnit(ledger, evidence, {
      tier: tiers.find(({ name }) => name === evidence.tier),
      replicas: settings.measuredReplicas,
    }),
  );
  for (const unit of units) enterUsers(ledger, unit, settings.thinkTime);
  const sized: (Sized & { readonly planned: PlannedTier })[] = [];
  for (const tier of tiers) {
    if (input.only && !input.only.includes(tier.name)) continue;
    const id = freeId(tier.name, sized);
    const stated = enterStated(ledger, tier, id);
    const own = units.find(({ evidence }) => evidence.tier === tier.name);
    const broke = brokenAt(input.runs, tier.name, own?.evidence);
    const unit = own ?? nearest(units, ledger.value(`${id}_peak`)!);
    const smaller = sized.map((one) => ({
      id: one.id,
      stated: one.stated,
      pools: ownerOf(one),
      ...sizings(one.planned),
    }));
    const about: Sized = { ledger, tier, id, unit, own: own !== undefined, broke, balancing, stated, smaller };
    sized.push({ ...about, planned: planTier(about) });
  }
  const growing: Growing[] = sized.map(({ tier, id, unit, planned }) => ({ tier, id, unit, carried: planned.carried }));
  const grown = growthOf(ledger, growing, growth, balancing);
  const exceeded = exceededToday(ledger, grown, sized);
  const planned = sized.map((one) => againstDemand(one, exceeded));
  const limits = [
    ...sized.map((one) => limitOf(one, one.planned)),
    ...sized.map((one) => poolAdvice(one, one.planned)),
  ];
  const next = sized[sized.findLastIndex(({ own }) => own) + 1];
  const limit = next && chosen.length > 0 ? limitOfNext(next, next.planned) : null;
  const scaled = sized.findLast(({ own }) => own) ?? sized[0];
  const hpa = scaled && input.hpa ? autoscalingOf(scaled, scaled.planned, input.hpa) : null;
  return {
    version: 1,
    madeAt: input.madeAt,
    loadkit: input.loadkit,
    configFiles: [...input.configFiles],
    runs: input.runs.map((run) => plannedFrom(run, chosen)),
    balancing,
    horizon: growth.horizon,
    tiers: planned,
    demands: demandsOf(measured, (id) => (ledger.has(id) ? ledger.get(id) : undefined)),
    limit,
    growth: grown,
    exceeded,
    hpa,
    advice: planAdvice(ledger, sized, grown, limits, sized.flatMap(usersAdvice)),
    asked: [...asked, ...askThinkTime(ledger, units)],
    caveats: [
      ...new Set([
        ...caveatsOf(sized, chosen, balancing),
        ...measured.caveats,
        ...againstStated(measured, settings),
        ...doubtsOfRuns(usable, chosen, input.target),
        ...limits.flatMap(({ caveats }) => caveats),
        ...(limit?.resource === null ? [limit.says] : []),
      ]),
    ],
    figures: ledger.all(),
  };
}

function sizings({ minimum, recommended }: PlannedTier) {
  return { minimum, recommended };
}

/** Of each tier the best run: a search before steps before a hold, then the newest. */
function bestOfEachTier(runs: readonly Evidence[]): Evidence[] {
  const best = new Map<string | null, Evidence>();
  for (const run of runs) {
    const other = best.get(run.tier);
    if (!other || GRADE[run.kind] < GRADE[other.kind]) best.set(run.tier, run);
  }
  return [...best.values()];
}

/**
 * The lowest load that a run of a tier showed not to be carried, of those that are newer than the run the plan rests
 * on.
 */
function brokenAt(runs: CapacityPlanInput['runs'], tier: string, own: Evidence | undefined): Sized['broke'] {
  const shown = runs.flatMap((run) => {
    if (run.tier !== tier || run === own || (own && run.startedAt < own.startedAt)) return [];
    const rate = 'refused' in run ? run.broke : run.upper;
    return rate === null ? [] : [{ run: run.run, rate }];
  });
  return shown.reduce<Sized['broke']>((least, one) => (least && least.rate <= one.rate ? least : one), null);
}

/** The measurement nearest to a load, by ratio. */
function nearest(units: readonly MeasuredUnit[], rate: number): MeasuredUnit | null {
  const distance = ({ evidence }: MeasuredUnit) => Math.abs(Math.log(evidence.lower / rate));
  return units.reduce<MeasuredUnit | null>((a, b) => (a && distance(a) <= distance(b) ? a : b), null);
}

function freeId(name: string, taken: readonly { readonly id: string }[]): string {
  const id = figureId(name);
  const same = taken.filter((other) => other.id === id || other.id.startsWith(`${id}_again`)).length;
  return same === 0 ? id : `${id}_again${same}`;
}

function plannedFrom(run: Evidence | Refusal, chosen: readonly Evidence[]): PlannedFrom {
  const { tier, startedAt } = run;
  const told = { run: run.run, tier, startedAt };
  if ('refused' in run) return { ...told, kind: null, refused: run.refused, unmet: [] };
  const unmet = [...run.unmet];
  if (chosen.includes(run)) return { ...told, kind: run.kind, refused: null, unmet };
  return { ...told, kind: null, refused: 'another run of this tier is newer, or shows more', unmet };
}

function caveatsOf(
  sized: readonly Sized[],
  chosen: readonly Evidence[],
  balancing: CapacityPlan['balancing'],
): string[] {
  const lines =
    balancing === 'separate'
      ? 'each replica is taken to have a line of its own, at random or in turn; did all share one, fewer would do (the pooled count)'
      : 'replicas are taken to share one line; behind a balancer that does not look, more are needed';
  const shared =
    'that twice the replicas carry twice the load holds only as long as nothing that they share binds: database, cache, network';
  return [
    ...(chosen.length > 0 ? [lines, shared] : []),
    ...chosen.flatMap(({ run, caveats }) => caveats.map((caveat) => `run ${run}: ${caveat}`)),
    ...contradictions(sized),
    ...sized.flatMap(usersContradict),
  ];
}
