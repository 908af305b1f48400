import type { CapacityPlan, PlannedGrowth, PlannedTier } from '../result/capacity-plan.ts';
import { formatNumber, formatRate } from '../units/format.ts';
import type { Bottleneck } from './bottleneck.ts';
import type { Ledger } from './ledger.ts';
import type { Evidence } from './measured/evidence.ts';
import type { Sized } from './sized.ts';

type Advice = CapacityPlan['advice'][number];
type Planned = Sized & { readonly planned: PlannedTier };

/** What to do, in sentences computed from the figures that each names. The most pressing first. */
export function planAdvice(
  ledger: Ledger,
  tiers: readonly Planned[],
  growth: readonly PlannedGrowth[],
  limits: readonly Bottleneck[],
  users: readonly Advice[],
): Advice[] {
  return [
    ...tiers.flatMap(scaling),
    ...users,
    ...limits.flatMap(({ advice }) => advice),
    ...growth.flatMap((one) => exhaustion(ledger, one)),
  ];
}

/** How many replicas a tier needs, where what it states was not shown to do, with headroom and failures. */
function scaling(one: Planned): Advice[] {
  const { ledger, id, tier, unit, own, stated, planned } = one;
  const { recommended, carries, basis } = planned;
  const [needed, has, load] = [recommended.replicas, stated.replicas, `${id}_planned`].map((ref) => ledger.value(ref));
  if (needed === null || needed === undefined) return [];
  const [cores, statedCores] = [ledger.value(recommended.cores), ledger.value(stated.cores)];
  const enough = own ? (has ?? 0) >= needed : (statedCores ?? 0) >= (cores ?? Number.POSITIVE_INFINITY);
  if (carries === 'yes' && enough) return [];
  const peak = `${formatRate(ledger.value(`${id}_peak`))}`;
  const spare = `${formatNumber(load)} with headroom`;
  const failing = ledger.value('failures')!;
  const lost = failing === 0 ? '' : `, ${formatNumber(failing)} of them to lose`;
  const alone = unit === null ? 'by CPU time alone, which promises no latency, ' : '';
  const count = `${formatNumber(needed, 9)} replica${needed === 1 ? '' : 's'}${lost}`;
  const size = own || unit === null ? '' : ` of the size measured at ${unit.evidence.tier ?? 'the run'}`;
  const instead = has === null || has === undefined ? '' : has < needed ? `; it states ${formatNumber(has, 9)}` : '';
  const doubt =
    ledger.get(recommended.replicas!).basis === 'projected' || basis === 'projected'
      ? 'projected, to be confirmed: '
      : '';
  const first = unit !== null && isHeld(unit.evidence) ? `${measureAbove(unit.evidence)}; if that is all, ` : '';
  const text = `${first}${doubt}${alone}for ${tier.name} (peak ${peak}, ${spare}) deploy ${count}${size ? `,${size}` : ''}${instead}`;
  return [{ text, figures: reasons(one) }];
}

/** What nothing was tried above was held, and is no limit. */
export function isHeld({ upper }: Evidence): boolean {
  return upper === null;
}

export function measureAbove({ lower, tier }: Evidence): string {
  const command = `loadkit capacity${tier === null ? '' : ` --tier ${tier}`}`;
  return `measure above ${formatRate(lower)} first (${command}), which held and is no limit`;
}

/**
 * The figures by which the replicas were found: what asked for most of them, those to lose, and what a smaller tier
 * has.
 */
function reasons({ ledger, id }: Planned): string[] {
  const at = `${id}_recommended`;
  const carrying = ledger.value(`${at}_carrying`);
  const asking = ['separate', 'by_cores', 'pooled']
    .map((what) => `${at}_${what}`)
    .find((one) => ledger.value(one) === carrying);
  const cores = asking === `${at}_by_cores` ? [`${at}_cores_needed`] : [];
  const raised = ledger.value(`${at}_replicas`) === ledger.value(`${at}_with_spare`) ? [] : [`${at}_replicas`];
  return [...cores, ...(asking ? [asking] : []), `${at}_with_spare`, ...raised];
}

/** When a load outgrows what is carried, and what the month takes that asks for most. */
function exhaustion(ledger: Ledger, { crossing, tier, quantity, rows }: PlannedGrowth): Advice[] {
  if (!crossing || crossing.month === null) return [];
  // The month that asks for most, which of a campaign is not the last.
  const later = rows.reduce<(typeof rows)[number] | undefined>((most, row) => {
    const [has, asks] = [ledger.value(most?.replicas ?? null), ledger.value(row.replicas)];
    return asks !== null && (has === null || asks >= has) ? row : most;
  }, undefined);
  const need = later
    ? `; for ${later.month === 0 ? 'today' : `month ${formatNumber(later.month)}`} deploy ${formatNumber(ledger.value(later.replicas), 9)} replicas`
    : '';
  const figures = [crossing.month, later?.replicas].filter((one) => typeof one === 'string');
  return [{ text: `${tier ?? 'the service'}, ${quantity}: ${crossing.says}${need}`, figures }];
}
