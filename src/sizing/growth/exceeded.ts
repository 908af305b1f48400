import { highestBeside } from '../../growth/figures.ts';
import type { CapacityPlan, PlannedGrowth, PlannedTier } from '../../result/capacity-plan.ts';
import type { Figure } from '../../result/figure.ts';
import { formatNumber, formatRate } from '../../units/format.ts';
import type { Ledger } from '../ledger.ts';
import type { Sized } from '../sized.ts';

type Exceeded = CapacityPlan['exceeded'][number];
type Planned = Sized & { readonly planned: PlannedTier };

/**
 * Demand that is above its limit, or above what any tier was shown to carry, on the day of the plan. A tier's own load
 * is left out: the tier's answer speaks of it. What is left was counted, or stated for the service.
 */
export function exceededToday(ledger: Ledger, growth: readonly PlannedGrowth[], tiers: readonly Planned[]): Exceeded[] {
  const most = carryingMost(ledger, tiers);
  return growth.flatMap((one) => {
    const today = one.rows.find(({ month }) => month === 0);
    if (!one.crossing || !today) return [];
    const now = ledger.get(today.demand);
    if (isLimit(one)) return above(ledger, one, now, one.crossing.capacity) ?? [];
    if (one.tier !== null || !most) return [];
    const capacity = most.planned.carried ?? one.crossing.capacity;
    return above(ledger, one, now, capacity, most) ?? beforeToday(ledger, one, now, capacity, most) ?? [];
  });
}

function isLimit({ crossing }: PlannedGrowth): boolean {
  return crossing?.capacity.endsWith('_limit') ?? false;
}

/** The tier that was shown to carry most; where none was, the last of those that something was measured for. */
function carryingMost(ledger: Ledger, tiers: readonly Planned[]): Planned | undefined {
  const carried = ({ planned }: Planned) => ledger.value(planned.carried) ?? 0;
  const shown = tiers.filter(({ planned }) => isShown(planned)).sort((a, b) => carried(a) - carried(b));
  return shown.at(-1) ?? tiers.findLast(({ unit }) => unit !== null);
}

function isShown({ carries }: PlannedTier): boolean {
  return carries === 'yes' || carries === 'tight';
}

function above(
  ledger: Ledger,
  { quantity, unit }: PlannedGrowth,
  now: Figure,
  capacity: string,
  of?: Planned,
): Exceeded | undefined {
  const [value, upper, most] = [now.value ?? 0, now.upper ?? now.value ?? 0, ledger.value(capacity)];
  if (most === null || upper < most) return undefined;
  const expected = value >= most;
  const certain = expected && (of === undefined || brokenBelow(of, value));
  const [number, is] = expected ? [formatNumber(value), 'is'] : [formatNumber(upper), 'may be'];
  const amount = of
    ? `demand ${is} ${number} requests/s now`
    : `${quantity}: ${expected ? '' : 'may be '}${number} now`;
  const bound = of ? carriedBy(ledger, of, most) : `the limit of ${formatNumber(most)} ${unit}`;
  return { quantity, demand: now.id, capacity, certain, says: `${amount}, above ${bound}` };
}

/** What was counted in the last year, and is more than any tier was shown to carry: it may come again. */
function beforeToday(
  ledger: Ledger,
  { quantity }: PlannedGrowth,
  now: Figure,
  capacity: string,
  of: Planned,
): Exceeded | undefined {
  const id = highestBeside(now.id);
  const [was, most] = [ledger.has(id) ? ledger.get(id) : undefined, ledger.value(capacity)];
  if (!was || most === null || (was.value ?? 0) < most) return undefined;
  const says = `demand was ${formatRate(was.value)} ${was.note}, above ${carriedBy(ledger, of, most)}`;
  return { quantity, demand: id, capacity, certain: false, says };
}

function carriedBy(ledger: Ledger, { tier, id, unit }: Planned, most: number): string {
  const untried = unit?.evidence.upper === null ? '; nothing was tried above: measure above it first' : '';
  return `the ${formatRate(most)} that ${tier.name} was shown to carry, stated for ${formatNumber(ledger.value(`${id}_peak`))}${untried}`;
}

/**
 * Whether a load was measured not to be carried at a tier: of a search from its lower end on, of steps from what broke.
 */
function brokenBelow({ own, unit }: Planned, load: number): boolean {
  if (!own || !unit || unit.evidence.upper === null) return false;
  return unit.evidence.kind === 'capacity' || load >= unit.evidence.upper;
}

/** The answer of a tier that carries what it states, where the demand of today is more than that. */
export function againstDemand({ planned }: Planned, exceeded: readonly Exceeded[]): PlannedTier {
  const more = exceeded.find(({ capacity }) => capacity === planned.carried);
  if (!more || !isShown(planned)) return planned;
  return { ...planned, carries: more.certain ? 'no' : 'unclear', says: `${planned.says}; but ${more.says}` };
}
