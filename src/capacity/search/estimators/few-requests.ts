import { type Batch, judgedOf } from '../batch.ts';
import type { AllowedShare } from '../settings.ts';

/**
 * Bad requests that an objective about some of the requests lets come, from which on its counts say where it is
 * crossed.
 */
const LEAST_DUE = 5;

/** Whether too few requests came that an objective is about. One about all of them is counted by every batch. */
export function tooFewFor(
  batches: readonly Batch[],
  { allowed, some }: Pick<AllowedShare, 'allowed' | 'some'>,
  objective: number,
): boolean {
  if (!some) return false;
  return allowed * batches.reduce((sum, batch) => sum + judgedOf(batch, objective), 0) < LEAST_DUE;
}
