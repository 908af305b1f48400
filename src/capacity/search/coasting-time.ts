import type { Batch } from './batch.ts';
import type { Ask } from './search-state.ts';

/** How long a line took to empty under little load, after more than the server can carry. */
export interface Recovery {
  /** seconds under the little load */
  readonly seconds: number;
  /** When it was looked at last before. */
  readonly before: number;
  /** False: it was still longer than it should be when the search went on; it takes longer. */
  readonly over: boolean;
  /** rates of arrivals before and meanwhile, per second */
  readonly from: number;
  readonly rate: number;
}

/** The longest row of coasting batches. `cleared` says whether so many in flight are few enough at a centre's rate. */
export function longestRecovery(
  asks: readonly Ask[],
  batches: readonly Batch[],
  cleared: (batch: Batch, next: Ask | undefined) => boolean,
): Recovery | undefined {
  let longest: Recovery | undefined;
  for (let at = 0; at < batches.length; at++) {
    if (asks[at]!.phase !== 'coast' || asks[at - 1]?.phase === 'coast') continue;
    let end = at;
    while (end + 1 < batches.length && asks[end + 1]!.phase === 'coast') end++;
    const before = batches.slice(at, end).reduce((sum, batch) => sum + batch.seconds, 0);
    const seconds = before + batches[end]!.seconds;
    if (longest && seconds <= longest.seconds) continue;
    const over = cleared(batches[end]!, asks[end + 1]);
    longest = { seconds, before, over, from: batches[at - 1]?.rate ?? 0, rate: batches[at]!.rate };
  }
  return longest;
}
