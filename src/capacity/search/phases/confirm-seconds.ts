/** Load at the lower bound before it is judged: what the rates before left in flight. */
const SETTLING_BATCHES = 2;
const BATCH_SECONDS = 5;

/** How the hold at the lower bound is made: batches of so many seconds, the first of which do not count. */
export const HOLD = { settling: SETTLING_BATCHES, batch: BATCH_SECONDS } as const;

/** Seconds that a confirming hold of so many judged seconds takes; 0 for none. */
export function holdSeconds(confirmSeconds: number): number {
  return confirmSeconds === 0 ? 0 : SETTLING_BATCHES * BATCH_SECONDS + judgedBatches(confirmSeconds) * BATCH_SECONDS;
}

export function judgedBatches(confirmSeconds: number): number {
  return Math.max(2, Math.round(confirmSeconds / BATCH_SECONDS));
}
