import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { nextBatch } from '../../capacity/search/search.ts';
import type { Question } from './decider.ts';

/** The least urgent: the generator and the target may share the cores. On Linux a priority is a thread's own. */
const LEAST_URGENT = 19;

if (process.platform === 'linux') {
  try {
    setPriority(LEAST_URGENT);
  } catch {
    // Then it competes with the load; the batch shows it.
  }
}

parentPort?.on('message', ({ settings, state, batches, arrivals, departures }: Question) => {
  const log = arrivals && departures ? { arrivals, departures } : undefined;
  parentPort?.postMessage(nextBatch(settings, state, { batches, log }));
});
