import type { CapacityPlan, PlannedTier } from '../../result/capacity-plan.ts';
import type { Verdict } from '../../result/vocabulary.ts';

/** What a plan comes to, of which headline and exit code speak alike. */
export interface PlanVerdict {
  readonly verdict: Verdict;
  readonly word: string;
}

/**
 * A plan as a whole: broken where a tier is, or where the demand of today is above what is carried; whole only where
 * every tier is carried with its headroom, and everything that is required was shown to be met. Pure.
 */
export function planVerdict(plan: Pick<CapacityPlan, 'tiers' | 'exceeded' | 'runs'>): PlanVerdict {
  const { tiers, exceeded } = plan;
  const some = (...carries: PlannedTier['carries'][]) => tiers.some((tier) => carries.includes(tier.carries));
  if (some('no')) return { verdict: 'critical', word: 'not every tier is carried' };
  if (exceeded.some(({ certain }) => certain)) return { verdict: 'critical', word: 'demand is above what is carried' };
  if (unmetIn(plan).length > 0) return { verdict: 'no-data', word: 'not all that is required was shown' };
  if (!isShown(plan)) return { verdict: 'no-data', word: 'nothing was shown' };
  if (some('unclear') || exceeded.length > 0) return { verdict: 'inconclusive', word: 'shown in part' };
  return some('tight')
    ? { verdict: 'degraded', word: 'little headroom' }
    : { verdict: 'met', word: 'every tier is carried' };
}

/** Whether a run shows of any tier that it carries its load. */
function isShown({ tiers, runs }: Pick<CapacityPlan, 'tiers' | 'runs'>): boolean {
  return usedIn({ runs }).length > 0 && tiers.some(({ carries }) => carries === 'yes' || carries === 'tight');
}

/** The required objectives that the runs on which the tiers rest do not show to be met. */
export function unmetIn({ tiers, runs }: Pick<CapacityPlan, 'tiers' | 'runs'>): string[] {
  const used = runs.filter(({ run }) => tiers.some((tier) => tier.run === run));
  return [...new Set(used.flatMap(({ unmet }) => unmet))];
}

/** The runs that a plan may rest on: those that show a capacity. */
export function usedIn({ runs }: Pick<CapacityPlan, 'runs'>): CapacityPlan['runs'] {
  return runs.filter(({ kind }) => kind !== null);
}

/**
 * 3 a stated deployment was measured not to carry, or demand is above it; 5 of no tier was it shown that it carries its
 * load, or not all that is required; 0 a plan of which something was shown.
 */
export function planExitCode(plan: CapacityPlan): 0 | 3 | 5 {
  const { verdict } = planVerdict(plan);
  if (verdict === 'critical') return 3;
  return verdict === 'no-data' ? 5 : 0;
}
