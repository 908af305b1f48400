import type { Plan } from '../../plan/plan.ts';
import type { Result, StageResult } from '../../result/result.ts';
import type { Caveat } from '../../result/vocabulary.ts';
import { formatNumber } from '../../units/format.ts';

/** Rates are sums and products of decimal fractions. */
const SLACK = 1e-9;

/** A load on which a verdict rests, that is less than what the tier is for: requests/s or users. */
export interface BelowTier {
  readonly kind: 'rate' | 'users';
  /** The highest load on which the verdict rests. */
  readonly load: number;
  /** The tier's own. */
  readonly own: number;
}

/**
 * Whether all load on which the verdict rests lies below the tier's own: by `--set rate=…`, by steps or sessions of a
 * scenario, or because the profile asks something else (smoke has one user). Such a run says nothing of the tier.
 * Undefined where it does, and where there is nothing to compare with.
 */
export function belowTier(
  { tierLoad, base, profile }: Pick<Result['run'], 'tierLoad' | 'base' | 'profile'>,
  stages: readonly Pick<StageResult, 'load' | 'counts'>[],
): BelowTier | undefined {
  if (!tierLoad) return undefined;
  const { kind, value: own } = tierLoad;
  // A ramp that was ended where the service broke was on its way to the rate of the tier.
  const loads =
    profile === 'breakpoint' && base
      ? [base.value]
      : stages.flatMap(({ load, counts }) => (counts && load?.kind === kind ? [load.to] : []));
  const load = Math.max(...loads);
  return loads.length > 0 && load < own * (1 - SLACK) ? { kind, load, own } : undefined;
}

/** `10 requests/s`, `1 user` */
export function loadText(kind: BelowTier['kind'], load: number): string {
  return `${formatNumber(load)} ${kind === 'rate' ? 'requests/s' : load === 1 ? 'user' : 'users'}`;
}

/** Told of every profile but smoke, which never is about a tier's load. */
export function belowTierCaveat(plan: Plan, stages: readonly StageResult[]): Caveat | undefined {
  const below = plan.profile === 'smoke' ? undefined : belowTier(plan, stages);
  if (!below) return undefined;
  const { kind, load, own } = below;
  return {
    code: 'below-tier',
    text: `the verdict rests on ${loadText(kind, load)} at most, and the ${plan.tier} tier is for ${formatNumber(own)}: nothing is said of the tier`,
  };
}
