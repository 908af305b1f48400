import { belowTier, loadText } from '../judge/below-tier.ts';
import type { Result } from '../result/result.ts';
import { formatNumber } from '../units/format.ts';

/**
 * What a headline may claim something of: ` at the small tier`, or, where the load on which the verdict rests was less than
 * the tier's, that load: ` at 10 requests/s (the small tier is for 50)`. A scaled run says so. Empty for scripts. Pure.
 */
export function claimOf({ run, stages }: Pick<Result, 'run' | 'stages'>): string {
  if (run.tier === null || run.profile === 'script') return '';
  const below = belowTier(run.tierLoad, stages);
  const what = !below
    ? `at the ${run.tier} tier`
    : `${below.kind === 'rate' ? 'at' : 'with'} ${loadText(below.kind, below.load)}`;
  const beside = [
    ...(below ? [`the ${run.tier} tier is for ${formatNumber(below.own)}`] : []),
    ...(run.timeScale === 1 ? [] : [`time-scale ${formatNumber(run.timeScale)}`]),
  ];
  return ` ${what}${beside.length > 0 ? ` (${beside.join(', ')})` : ''}`;
}
