import { belowTier, loadText } from '../../../judge/caveats/below-tier.ts';
import type { Result } from '../../../result/result.ts';
import { formatNumber } from '../../../units/format.ts';

/**
 * What a headline may claim something of: ` at the small tier`, or, where the load on which the verdict rests was less
 * than the tier's, that load: ` at 10 requests/s (the small tier is for 50)`. Empty for scripts. Pure.
 */
export function claimOf({ kind, run, stages }: Pick<Result, 'kind' | 'run' | 'stages'>): string {
  if (run.tier === null || kind === 'script') return '';
  const below = belowTier(run, stages);
  if (!below) return ` at the ${run.tier} tier`;
  const load = `${below.kind === 'rate' ? 'at' : 'with'} ${loadText(below.kind, below.load)}`;
  return ` ${load} (the ${run.tier} tier is for ${formatNumber(below.own)})`;
}
