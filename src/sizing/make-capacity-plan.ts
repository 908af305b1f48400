import type { HpaSection } from '../config/hpa.ts';
import type { Tier } from '../config/tier.ts';
import type { CapacityPlan, PlannedFrom, PlannedTier } from '../result/capacity-plan.ts';
import { adviceOf } from './advice.ts';
import { autoscalingOf } from './autoscaling.ts';
import type { Evidence, Refusal } from './evidence.ts';
import { type Growing, type GrowthInput, growthOf } from './growth-table.ts';
import { idOf, Ledger } from './ledger.ts';
import { limitOf } from './limiting.ts';
import { enterUnit, type MeasuredUnit } from './measured-unit.ts';
import { poolAdvice } from './pool-advice.ts';
import { ownerOf } from './pool-owner.ts';
import { enterSettings, type SizingSettings } from './settings.ts';
import { enterStated, type Sized } from './stated.ts';
import { planTier } from './tier.ts';

/** Everything that a plan is made of. */
export interface CapacityPlanInput {
  readonly madeAt: string;
  readonly loadkit: string;
  readonly configFiles: readonly string[];
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
  const asked = enterSettings(ledger, settings, tiers);
  const balancing = settings.balancing ?? 'separate';
  const usable = input.runs.filter((run): run is Evidence => !('refused' in run));
  const chosen = bestOfEachTier(usable);
  const units = chosen.map((evidence) =>
    enterUnit(ledger, evidence, {
      tier: tiers.find(({ name }) => name === evidence.tier),
      replicas: settings.measuredReplicas,
    }),
  );
  const sized: (Sized & { readonly planned: PlannedTier })[] = [];
  for (const tier of tiers) {
    if (input.only && !input.only.includes(tier.name)) continue;
    const id = freeId(tier.name, sized);
    const stated = enterStated(ledger, tier, id);
    const own = units.find(({ evidence }) => evidence.tier === tier.name);
    const unit = own ?? nearest(units, ledger.value(`${id}_peak`)!);
    const smaller = sized.map((one) => ({
      id: one.id,
      stated: one.stated,
      pools: ownerOf(one),
      ...sizings(one.planned),
    }));
    const about: Sized = { ledger, tier, id, unit, own: own !== undefined, balancing, stated, smaller };
    sized.push({ ...about, planned: planTier(about) });
  }
  const growing: Growing[] = sized.map(({ tier, id, unit, planned }) => ({ tier, id, unit, carried: planned.carried }));
  const grown = growthOf(ledger, growing, growth, balancing);
  const planned = sized.map((one) => one.planned);
  const limits = [
    ...sized.map((one) => limitOf(one, one.planned)),
    ...sized.map((one) => poolAdvice(one, one.planned)),
  ];
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
    growth: grown,
    hpa,
    advice: adviceOf(ledger, sized, grown, limits),
    asked,
    caveats: [...new Set([...caveatsOf(sized, chosen, balancing), ...limits.flatMap(({ caveats }) => caveats)])],
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

/** The measurement nearest to a load, by ratio. */
function nearest(units: readonly MeasuredUnit[], rate: number): MeasuredUnit | null {
  const distance = ({ evidence }: MeasuredUnit) => Math.abs(Math.log(evidence.lower / rate));
  return units.reduce<MeasuredUnit | null>((a, b) => (a && distance(a) <= distance(b) ? a : b), null);
}

function freeId(name: string, taken: readonly { readonly id: string }[]): string {
  const id = idOf(name);
  const same = taken.filter((other) => other.id === id || other.id.startsWith(`${id}_again`)).length;
  return same === 0 ? id : `${id}_again${same}`;
}

function plannedFrom(run: Evidence | Refusal, chosen: readonly Evidence[]): PlannedFrom {
  const { tier, startedAt } = run;
  const told = { run: run.run, tier, startedAt };
  if ('refused' in run) return { ...told, kind: null, refused: run.refused };
  if (chosen.includes(run)) return { ...told, kind: run.kind, refused: null };
  return { ...told, kind: null, refused: 'another run of this tier is newer, or shows more' };
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
  ];
}

/** What the tiers state against their order, and measurements against their size. */
function contradictions(sized: readonly Sized[]): string[] {
  return sized.flatMap((one, index) => {
    const before = sized[index - 1];
    if (!before) return [];
    const { ledger } = one;
    const falls = (mine: string | null, its: string | null) => {
      const [a, b] = [ledger.value(mine), ledger.value(its)];
      return a !== null && b !== null && a < b;
    };
    const names = `${one.tier.name} comes after ${before.tier.name}`;
    const said = [
      falls(`${one.id}_rate`, `${before.id}_rate`) ? `${names} and states a lower rate` : '',
      falls(one.stated.cores, before.stated.cores) ? `${names} and states fewer cores` : '',
      falls(one.stated.totalMemory, before.stated.totalMemory) ? `${names} and states less memory` : '',
      one.tier.database?.of === before.tier.database?.of && falls(one.stated.pool, before.stated.pool)
        ? `${names} and states a smaller pool`
        : '',
      one.own && before.own && falls(`${one.unit!.at}_promised`, `${before.unit!.at}_promised`)
        ? `${names} and was measured to carry less`
        : '',
    ];
    return said
      .filter(Boolean)
      .map((text) => `${text}: check the two; what is recommended never falls from tier to tier`);
  });
}
