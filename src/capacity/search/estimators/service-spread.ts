import type { Batch } from '../batch.ts';

/** Requests that tell a variation. */
const LEAST_REQUESTS = 500;

/**
 * The squared coefficient of variation of service times, as those requests tell it that found the fewest others in
 * flight: from 0 upwards until there are 500 of them. Who finds a free slot lasts as long as its service, whatever the
 * load: exponential service gives 1, constant 0, heavy tails 2 and more. Undefined of fewer requests in all, or without
 * durations.
 */
export function serviceVariation(batches: readonly Batch[]): number | undefined {
  let [count, sum, squares] = [0, 0, 0];
  const most = batches.reduce((levels, { found }) => Math.max(levels, found.length), 0);
  for (let n = 0; n < most && count < LEAST_REQUESTS; n++) {
    for (const { found, lasted, lastedSquared } of batches) {
      count += found[n] ?? 0;
      sum += lasted[n] ?? 0;
      squares += lastedSquared[n] ?? 0;
    }
  }
  if (count < LEAST_REQUESTS || sum === 0) return undefined;
  const mean = sum / count;
  return (squares / count - mean * mean) / (mean * mean);
}
