import { type EndReason, openOutcome, type SearchOutcome } from '../outcome.ts';
import type { Phase, Situation, Tracking } from '../search-state.ts';
import { blocksOver, lastEstimate, usedBatches } from './tracked.ts';
import { trackingEnd } from './tracking.ts';

/**
 * The outcome of a search that ends here, whatever it was about to do: the estimate of the blocks that are over, as
 * wide as it is; none before the first of them. A hold that was going on keeps the outcome it is about.
 */
export function concluded(situation: Situation, reason: EndReason): SearchOutcome {
  const { state, load } = situation;
  const { phase } = state;
  if (phase.name === 'done' || phase.name === 'settle' || phase.name === 'confirm') return phase.outcome;
  const tracking = trackingOf(phase);
  if (!tracking) return openOutcome(reason, load);
  const sided = blocksOver(usedBatches(situation, tracking), tracking);
  const estimate = lastEstimate(situation, tracking, sided);
  return trackingEnd(reason, situation, tracking, estimate?.usable ? estimate : undefined);
}

/** The dithered part that is going on, or that is gone on with once the line is short again. */
function trackingOf(phase: Phase): Tracking | undefined {
  if (phase.name === 'track') return phase;
  return phase.name === 'coast' && 'tracking' in phase.onward ? phase.onward.tracking : undefined;
}
