import type { CapacityPlan, PlannedLimit, PlannedTier } from '../result/capacity-plan.ts';
import type { Figure } from '../result/figure.ts';
import { formatNumber, formatRate, formatRatio } from '../units/format.ts';
import { quantityText } from '../units/quantity-text.ts';
import { limitingAdvice, RESOURCE_NAMES, RESOURCES, type Resource, type ResourceUse } from './hpa/limiting.ts';
import { type Known, known } from './hpa/sheet.ts';
import type { Ledger } from './ledger.ts';
import type { Sized } from './sized.ts';

/** Which resource of the stated deployment gives way first, as an advice, and what was not looked at. */
export interface Bottleneck {
  readonly advice: CapacityPlan['advice'];
  readonly caveats: readonly string[];
}

/** By the uses that the checks found at the peak of a tier; nothing where none is known. */
export function limitOf(sized: Sized, { checks }: PlannedTier): Bottleneck {
  const { ledger, tier, id } = sized;
  const uses = usesOf(sized, checks);
  const peak = known(ledger, `${id}_peak`);
  if (!peak) return { advice: [], caveats: [] };
  const { resource, remedy, figures, caveats } = limitingAdvice(peak, uses, `${id}_`);
  const first = resource && uses[resource].utilisation;
  if (!resource || !first) return { advice: [], caveats: [] };
  for (const figure of figures) ledger.add(figure);
  const [name, most] = [RESOURCE_NAMES[resource], uses[resource].ceiling.value];
  const used = `${tier.name}: at the peak ${formatRatio(first.value)}${rangeOf(first, formatRatio)} of the ${name} is in use`;
  const watched = watchedOf(uses);
  const alone = watched.length === 1;
  if (first.value * NEAR < most) {
    const others = alone ? 'nothing else was watched' : 'nothing else that was watched is nearer to its limit';
    return { advice: [], caveats: [`${used}, and ${others}`, ...caveats] };
  }
  const bound =
    first.value > most
      ? `It is bound by the ${name}.`
      : alone
        ? 'Nothing else was watched: what gives way first is not known.'
        : `Of what was watched (${watched.join(', ')}) the ${name} gives way first.`;
  const text = `${used}. ${bound} ${remedy}`;
  return { advice: [{ text, figures: [`${id}_${resource}_reaches_ceiling`, first.id] }], caveats };
}

/** What limits the tier after those that were measured, with its number, and what was not looked at. After `limitOf`. */
export function limitOfNext(sized: Sized, { checks }: PlannedTier): PlannedLimit {
  const { ledger, tier, id } = sized;
  const uses = usesOf(sized, checks);
  const [watched, unwatched] = [watchedOf(uses), RESOURCES.filter((one) => uses[one].utilisation === null).map(nameOf)];
  const reached = (resource: Resource) => known(ledger, `${id}_${resource}_reaches_ceiling`);
  const [first] = RESOURCES.flatMap((resource) => {
    const [reaches, use] = [reached(resource), uses[resource].utilisation];
    return reaches && use ? [{ resource, reaches, use }] : [];
  }).sort((a, b) => a.reaches.value - b.reaches.value);
  const missing = unwatched.length > 0 ? `; not known: ${unwatched.join(', ')}` : '';
  const nothing = { resource: null, needed: null, stated: null, use: null, reaches: null };
  if (!first)
    return {
      tier: tier.name,
      ...nothing,
      watched,
      unwatched,
      says: `what limits ${tier.name} is not known: of no resource is it known both what a request takes and how much ${tier.name} has`,
    };
  const { resource, reaches, use } = first;
  const check = checks.find((one) => one.use === use.id)!;
  const [needed, stated] = [ledger.get(check.needed), ledger.get(check.stated!)];
  const most = uses[resource].ceiling.value;
  const name = nameOf(resource);
  const comes =
    use.value * NEAR >= most
      ? `the ${name} is the first to reach its limit`
      : `the ${name} is nearest to its limit, and far from it`;
  const takes = `${quantityText(needed.value, needed.unit)}${rangeOf(needed, plainText(needed.unit))} of ${plainText(stated.unit)(stated.value!)} at the peak of ${formatRate(ledger.value(`${id}_peak`))}`;
  const from = `${formatRatio(most)} of it from ${formatRate(reaches.value)}${rangeOf(reaches, formatNumber)} on`;
  const others = watched.filter((one) => one !== name);
  const beside = others.length > 0 ? `known beside it: ${others.join(', ')}` : 'nothing beside it is known';
  const says = `at ${tier.name} ${comes}: ${takes}, ${from}; ${beside}${missing}`;
  return {
    tier: tier.name,
    resource: check.resource,
    needed: check.needed,
    stated: check.stated,
    use: use.id,
    reaches: reaches.id,
    watched,
    unwatched,
    says,
  };
}

function usesOf({ ledger, tier }: Sized, checks: PlannedTier['checks']): Record<Resource, ResourceUse> {
  const useOf = (resource: string) => known(ledger, checks.find((check) => check.resource === resource)?.use ?? null);
  return {
    cpu: { utilisation: useOf('cores'), ceiling: ceiling(ledger, 'cpu_utilization'), owner: 'replica' },
    memory: { utilisation: useOf('memory'), ceiling: ceiling(ledger, 'memory_utilization'), owner: 'replica' },
    disk: { utilisation: null, ceiling: ceiling(ledger, 'cpu_utilization'), owner: 'shared' },
    network: { utilisation: useOf('network'), ceiling: ceiling(ledger, 'network_utilization'), owner: 'replica' },
    pool: {
      utilisation: useOf('database connections'),
      ceiling: ceiling(ledger, 'pool_utilization'),
      owner: tier.database?.of === 'process' || tier.database?.of === 'replica' ? 'replica' : 'shared',
    },
  };
}

/** A number beside others of its unit: without it, where a word says it. */
function plainText(unit: string): (value: number) => string {
  return (value) =>
    ['bytes', 'bytes/s', 'seconds', 'ratio'].includes(unit) ? quantityText(value, unit) : formatNumber(value);
}

/** ` (24 to 28)`, where there is an interval. */
function rangeOf({ lower, upper }: Pick<Figure, 'lower' | 'upper'>, text: (value: number) => string): string {
  return lower === null || upper === null ? '' : ` (${text(lower)} to ${text(upper)})`;
}

/** Farther below its ceiling than this, what gives way is beyond what may be said of a load that was measured. */
const NEAR = 2;

function watchedOf(uses: Record<Resource, ResourceUse>): string[] {
  return RESOURCES.filter((resource) => uses[resource].utilisation !== null).map(nameOf);
}

function nameOf(resource: Resource): string {
  return RESOURCE_NAMES[resource];
}

function ceiling(ledger: Ledger, id: string): Known {
  // Nothing is in use of what nobody states: its ceiling is not looked at.
  return known(ledger, id) ?? { ...ledger.get('cpu_utilization'), value: 1 };
}
