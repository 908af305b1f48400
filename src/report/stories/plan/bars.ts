import type { CapacityPlan } from '../../../result/capacity-plan.ts';
import type { CarriedBar } from '../../blocks.ts';
import { Figures } from './quantity.ts';

/** The bars of all tiers, in their order. */
export function carriedBars(plan: CapacityPlan): CarriedBar[] {
  const figures = new Figures(plan);
  const headroom = figures.value('headroom') ?? 0;
  const rows = plan.tiers.map(({ carried, peak }) => ({
    carried,
    peak,
    load: figures.value(peak) ?? 0,
    bears: figures.value(carried),
  }));
  const top =
    Math.max(...rows.map(({ load, bears }) => Math.max(load * (1 + headroom), bears ?? 0)), Number.MIN_VALUE) * 1.02;
  return rows.map(({ carried, peak, load, bears }) => ({
    carried: bears === null ? null : bears / top,
    peak: load / top,
    planned: (load * (1 + headroom)) / top,
    projected: figures.get(carried)?.basis === 'projected',
    spoken: `carried ${figures.text(carried)}, peak ${figures.text(peak)}`,
  }));
}
