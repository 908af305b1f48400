import type { Noticed } from '../../metrics/timeline/happened.ts';
import type { CapacityResult } from '../../result/capacity.ts';
import type { Reason } from '../../result/reason.ts';
import type { Caveat } from '../../result/vocabulary.ts';
import { formatSpan } from '../../units/format.ts';

/** A search finds a change of the target some blocks after it came, seconds. */
const FOUND_LATE = 30;

/**
 * What it means for a search that the target restarted or was scaled while it was measured. What the search itself left
 * out, since it disagreed with what came after, is told: the capacity is of the target as it is since then. Anything
 * later makes the number one of two targets, which proves nothing. Pure.
 */
export function searchChanges(
  noticed: readonly Noticed[],
  { change }: Pick<CapacityResult, 'change'>,
  offset: number,
): { readonly reasons: Reason[]; readonly caveats: Caveat[] } {
  const left = change ? change.at + FOUND_LATE : Number.NEGATIVE_INFINITY;
  const words = ({ s, monitor, text }: Noticed) => `${text} (${monitor}, at ${formatSpan(Math.max(0, s - offset))})`;
  const before = noticed.filter(({ s }) => s <= left);
  const during = noticed.filter(({ s }) => s > left);
  const caveats: Caveat[] = before.map((one) => ({
    code: 'target-changed',
    text: `the capacity is of the target as it is since ${words(one)}`,
  }));
  const [first] = during;
  if (!first) return { reasons: [], caveats };
  const scaled = first.kind === 'scaling';
  const reason: Reason = {
    code: scaled ? 'target-scaled' : 'target-restarted',
    stage: null,
    text: `the target ${scaled ? 'was scaled' : 'restarted'} while it was measured: ${during.map(words).join('; ')}`,
    next: scaled
      ? 'keep the number of its replicas fixed, then search again'
      : 'look for why it restarted (memory, a health check, a deployment), then search again',
  };
  return { reasons: [reason], caveats };
}
