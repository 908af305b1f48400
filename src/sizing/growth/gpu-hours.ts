import { gpuHoursIn } from '../../config/growth/names.ts';
import type { Demand } from '../../growth/demand.ts';
import { wholeUp } from '../../stats/whole.ts';
import type { Ledger } from '../ledger.ts';

const HOUR = 3600;

/** The period of a quantity of GPU hours in seconds, by its name or its unit; undefined: it is none, or nobody says. */
function periodOf({ quantity, unit }: Pick<Demand, 'quantity' | 'unit'>): number | undefined {
  return gpuHoursIn(quantity)?.seconds ?? gpuHoursIn(unit)?.seconds;
}

/**
 * GPUs that run so many hours of a period, by the utilisation law: hours / (hours of the period) / utilization, rounded
 * up. `month` is the demand's figure; null where it is of no GPU hours by a time.
 */
export function gpusIn(ledger: Ledger, month: string, demand: Demand): string | null {
  const seconds = periodOf(demand);
  if (seconds === undefined) return null;
  const id = `${month}_gpus`;
  if (ledger.has(id)) return id;
  const [most, hours] = [ledger.has(`${month}_p95`) ? `${month}_p95` : month, seconds / HOUR];
  return ledger.computed(
    id,
    { says: `GPUs for ${ledger.get(month).says}`, unit: 'GPUs' },
    `ceil(${most} / ${hours} / gpu_utilization)`,
    (n) => wholeUp(n[most]! / hours / n['gpu_utilization']!),
  );
}

/** GPU hours of which nobody says the time give no number of GPUs. */
export function gpuHoursUntimed(demand: Demand): string[] {
  if (gpuHoursIn(demand.quantity) === undefined || periodOf(demand) !== undefined) return [];
  return [`how many GPUs ${demand.quantity} are depends on the time they are counted by: write GPU hours/day`];
}
