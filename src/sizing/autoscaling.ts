import type { HpaSection } from '../config/hpa.ts';
import type { CapacityPlan, PlannedTier } from '../result/capacity-plan.ts';
import { hpaAdvice } from './hpa.ts';
import type { Known } from './hpa-sheet.ts';
import type { Ledger } from './ledger.ts';
import type { Sized } from './stated.ts';

/** How an autoscaler would serve the load of a tier: its figures are entered, its sentences and its manifest returned. */
export function autoscalingOf(
  { ledger, id, tier, unit, stated }: Sized,
  { recommended }: PlannedTier,
  rules: HpaSection,
): NonNullable<CapacityPlan['hpa']> {
  const advice = hpaAdvice({
    rules,
    request: known(ledger, stated.cpu),
    cpuPerRequest: known(ledger, 'cpu_time'),
    capacity: unit && known(ledger, `${unit.at}_replica_capacity`),
    peak: known(ledger, `${id}_peak`),
    replicas: known(ledger, recommended.replicas),
    prefix: `${id}_`,
  });
  for (const figure of advice.figures) ledger.add(figure);
  return {
    tier: tier.name,
    says: [...advice.sentences],
    caveats: [...advice.caveats],
    figures: advice.figures.map((figure) => figure.id),
    manifest: advice.manifest,
  };
}

/** A figure whose value is known; null otherwise. */
export function known(ledger: Ledger, id: string | null): Known | null {
  const value = ledger.value(id);
  return id === null || value === null ? null : { ...ledger.get(id), value };
}
