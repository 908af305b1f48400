import { clamp } from '../clamp.ts';
import { type BlockEstimate, blockEstimate, withReplay } from '../estimators/block-estimate.ts';
import type { SidedBatch } from '../estimators/two-sides.ts';
import type { Situation, Tracking } from '../search-state.ts';
import type { SearchSettings } from '../settings.ts';
import { roughCrossing } from './judgement.ts';

/** The sides of the batches of a block. */
export const SIDES = [-1, 1, 1, -1] as const;
/** Blocks of a search that ends by its precision, and how many of them in a row are narrow. */
export const BLOCKS_TO_END = 6;
export const NARROW_IN_A_ROW = 2;

/** The batches of the dithered part since the last change of the target. */
export function trackedBatches({ runs }: Situation, { fromBlock }: Tracking): SidedBatch[] {
  return runs.flatMap(({ ask: { side, block }, batch }) =>
    side === undefined || block === undefined || block < fromBlock ? [] : [{ batch, side, block }],
  );
}

/** The batches that count: since the last change, and near enough to the estimate for the model to carry over. */
export function usedBatches(situation: Situation, phase: Tracking): SidedBatch[] {
  const window = Math.max(0.12, 2.5 * phase.dither);
  const { centre } = situation.state;
  return trackedBatches(situation, phase).filter(({ batch }) => Math.abs(Math.log(batch.rate) - centre) <= window);
}

/** Of these, the blocks that were run to their end; all of them while there is no other. */
export function blocksOver(sided: readonly SidedBatch[], { block, done }: Tracking): readonly SidedBatch[] {
  const over = done + 1 === SIDES.length ? sided : sided.filter((one) => one.block < block);
  return over.length > 0 ? over : sided;
}

/** The ln rate at which all batches since the last change see the crossing, within half and twice the centre's. */
export function crossingOfAll(situation: Situation, phase: Tracking): number {
  const { state, settings } = situation;
  const tracked = trackedBatches(situation, phase).map(({ batch }) => batch);
  const bounds = { low: Math.exp(state.centre) / 2, high: Math.exp(state.centre) * 2, leastDepartures: 100 };
  return Math.log(roughCrossing(tracked, settings.objectives, bounds));
}

/** What some batches say of the crossing; with the replay where it is due, or the search is about to end. */
export function estimateOf(
  { settings, state, runs, log, load }: Situation,
  phase: Tracking,
  sided: readonly SidedBatch[],
  last = false,
): BlockEstimate | undefined {
  const estimate = blockEstimate(sided, settings, state.centre);
  if (!settings.replay || !log || !estimate?.usable) return estimate;
  const wide = estimate.halfWidth > settings.precision;
  const first = estimate.free.blocks === BLOCKS_TO_END;
  const ending = phase.narrow + 1 >= NARROW_IN_A_ROW && mayEnd(estimate, settings, load);
  if (!first && !last && (wide ? load < phase.replayFrom : !ending)) return estimate;
  const since = runs.find(({ ask }) => (ask.block ?? -1) >= phase.fromBlock)!.batch.start;
  const about = state.centre + clamp(estimate.free.x - state.centre, -0.2, 0.2);
  return withReplay(estimate, sided, log, settings, { since, about });
}

/**
 * What a search says that ends here. Where the line ran away shortly before, the centre is far from most of what was
 * measured: then the batches near the crossing of all count, if a replay explains all requests, also the latest. Else the
 * target may be another one by now.
 */
export function lastEstimate(
  situation: Situation,
  phase: Tracking,
  sided: readonly SidedBatch[],
): BlockEstimate | undefined {
  const estimate = estimateOf(situation, phase, sided, true);
  const centre = crossingOfAll(situation, phase);
  if (estimate?.usable || Number.isNaN(centre)) return estimate;
  const there = { ...situation, state: { ...situation.state, centre } };
  const found = estimateOf(there, phase, blocksOver(usedBatches(there, phase), phase), true);
  return found?.replay?.valid ? found : estimate;
}

/** Whether a search may end by the precision of an estimate: not before so many blocks, nor seconds without the replay. */
export function mayEnd({ free, replay }: BlockEstimate, { leastSeconds }: SearchSettings, load: number): boolean {
  return (replay?.used === true || load >= leastSeconds) && free.blocks >= BLOCKS_TO_END;
}
