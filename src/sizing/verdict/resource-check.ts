import type { PlannedTier } from '../../result/capacity-plan.ts';
import { formatRatio } from '../../units/format.ts';
import type { Sized } from '../sized.ts';

/** A resource that a tier states against what its peak needs of it. */
export type ResourceCheck = PlannedTier['checks'][number];

interface Against extends Pick<Sized, 'ledger' | 'id' | 'tier'> {
  readonly resource: string;
  readonly needed: string;
  readonly stated: string | null;
  /** The figure that the use may reach. */
  readonly limit: string;
}

/** By the share that is in use, and the share that may be. */
export function against({ ledger, id, tier, resource, needed, stated, limit }: Against): ResourceCheck {
  if (stated === null)
    return { resource, needed, stated, use: null, fits: null, says: `${tier.name} does not state them` };
  const use = ledger.computed(
    `${id}_${resource.replaceAll(' ', '_')}_use`,
    { says: `share of the ${resource} in use at the peak of ${tier.name}`, unit: 'ratio', ends: true },
    `${needed} / ${stated}`,
    (n) => n[needed]! / n[stated]!,
  );
  const share = ledger.value(use);
  const most = ledger.value(limit) ?? 1;
  const fits = share === null ? null : share <= most;
  return {
    resource,
    needed,
    stated,
    use,
    fits,
    says: `${formatRatio(share)} in use at the peak, at most ${formatRatio(most)}`,
  };
}
