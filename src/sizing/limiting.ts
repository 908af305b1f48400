import type { CapacityPlan, PlannedTier } from '../result/capacity-plan.ts';
import { formatRatio } from '../units/format.ts';
import { limitingAdvice, RESOURCE_NAMES, type Resource, type ResourceUse } from './hpa-limiting.ts';
import { type Known, known } from './hpa-sheet.ts';
import type { Ledger } from './ledger.ts';
import type { Sized } from './stated.ts';

/** Which resource of the stated deployment gives way first, as an advice, and what was not looked at. */
export interface Limit {
  readonly advice: CapacityPlan['advice'];
  readonly caveats: readonly string[];
}

/** By the uses that the checks found at the peak of a tier; nothing where none is known. */
export function limitOf({ ledger, id, tier }: Sized, { checks }: PlannedTier): Limit {
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
  const name = RESOURCE_NAMES[resource];
  // Below its ceiling nothing is bound yet.
  const bound = first.value > uses[resource].ceiling.value ? 'It is bound by' : 'What gives way first is';
  const text = `${tier.name}: at the peak ${formatRatio(first.value)} of the ${name} is in use. ${bound} the ${name}. ${remedy}`;
  return { advice: [{ text, figures: [`${id}_${resource}_reaches_ceiling`, first.id] }], caveats };
}

function ceiling(ledger: Ledger, id: string): Known {
  // Nothing is in use of what nobody states: its ceiling is not looked at.
  return known(ledger, id) ?? { ...ledger.get('cpu_utilization'), value: 1 };
}
