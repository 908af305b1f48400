import type { CapacityPlan, PlannedTier } from '../result/capacity-plan.ts';
import { formatRatio } from '../units/format.ts';
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
export function limitOf({ ledger, id, tier }: Sized, { checks }: PlannedTier): Bottleneck {
  const peak = known(ledger, `${id}_peak`);
  const useOf = (resource: string) => known(ledger, checks.find((check) => check.resource === resource)?.use ?? null);
  const uses: Record<Resource, ResourceUse> = {
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
  if (!peak) return { advice: [], caveats: [] };
  const { resource, remedy, figures, caveats } = limitingAdvice(peak, uses, `${id}_`);
  const first = resource && uses[resource].utilisation;
  if (!resource || !first) return { advice: [], caveats: [] };
  for (const figure of figures) ledger.add(figure);
  const [name, most] = [RESOURCE_NAMES[resource], uses[resource].ceiling.value];
  const used = `${tier.name}: at the peak ${formatRatio(first.value)} of the ${name} is in use`;
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

/** Farther below its ceiling than this, what gives way is beyond what may be said of a load that was measured. */
const NEAR = 2;

function watchedOf(uses: Record<Resource, ResourceUse>): string[] {
  return RESOURCES.filter((resource) => uses[resource].utilisation !== null).map(
    (resource) => RESOURCE_NAMES[resource],
  );
}

function ceiling(ledger: Ledger, id: string): Known {
  // Nothing is in use of what nobody states: its ceiling is not looked at.
  return known(ledger, id) ?? { ...ledger.get('cpu_utilization'), value: 1 };
}
