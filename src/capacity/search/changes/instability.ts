import { mean } from '../../../stats/moments.ts';
import { type InFlightTrend, inFlightTrend } from '../../in-flight-trend.ts';
import type { Batch } from '../batch.ts';
import { meanInFlight } from '../estimators/birth-death.ts';
import { type SidedBatch, type TwoSidedCrossing, twoSides } from '../estimators/two-sides.ts';

/**
 * Whether requests pile up while the load stays what it is: the leak check. Of each block the batches at the low rate
 * count, since nothing is far from its crossing there. What they had in flight beyond what the birth-death model of all
 * batches has at their rate does not follow the search's own steps of the rate; it must not rise over time.
 */
export function instabilityOf(sided: readonly SidedBatch[], crossing: TwoSidedCrossing): InFlightTrend | undefined {
  const model = twoSides(sided, crossing)?.model;
  if (!model) return undefined;
  const low = sided.filter(({ side }) => side === -1);
  const blocks = [...new Set(low.map(({ block }) => block))];
  const points = blocks.map((block) => {
    const batches = low.filter((one) => one.block === block).map(({ batch }) => batch);
    const beyond = batches.map((batch) => inFlightOf(batch) - meanInFlight(model, batch.rate));
    return { at: mean(batches.map(({ start, seconds }) => start + seconds / 2)), inFlight: mean(beyond) };
  });
  const level = mean(low.map(({ batch }) => inFlightOf(batch)));
  return inFlightTrend(points, level);
}

/** Mean over the batch's time. */
function inFlightOf({ secondsAt, seconds }: Batch): number {
  let held = 0;
  for (let n = 0; n < secondsAt.length; n++) held += n * secondsAt[n]!;
  return held / seconds;
}
