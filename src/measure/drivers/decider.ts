import { Worker } from 'node:worker_threads';
import { nextBatch } from '../../capacity/search/search.ts';
import type { SearchDecision, SearchEvidence, SearchState } from '../../capacity/search/search-state.ts';
import type { SearchSettings } from '../../capacity/search/settings.ts';
import { messageOf } from '../../errors.ts';

/** Decides what a search does next; rejects when nothing can decide any more. */
export type Decide = (
  settings: SearchSettings,
  state: SearchState,
  evidence: SearchEvidence,
) => Promise<SearchDecision>;

/** What is handed to the thread and back. */
export interface Question {
  readonly settings: SearchSettings;
  readonly state: SearchState;
  readonly batches: SearchEvidence['batches'];
  readonly arrivals: Float64Array | undefined;
  readonly departures: Float64Array | undefined;
}

export interface Decider {
  readonly decide: Decide;
  close(): Promise<void>;
}

/**
 * Decides at once where that is quick, and in a thread of its own at the end of a block, where the replay may simulate
 * millions of requests: seconds in which the engine's pipe must be read on.
 */
export function startDecider(script: string): Decider {
  const worker = new Worker(script);
  worker.unref();
  let waiting: { resolve: (decision: SearchDecision) => void; reject: (error: Error) => void } | undefined;
  worker.on('message', (decision: SearchDecision) => waiting?.resolve(decision));
  let dead: Error | undefined;
  worker.on('error', (error) => {
    dead = new Error(messageOf(error));
    waiting?.reject(dead);
  });
  const ask = (question: Question) =>
    new Promise<SearchDecision>((resolve, reject) => {
      if (dead) return reject(dead);
      waiting = { resolve, reject };
      worker.postMessage(question);
    });
  return {
    decide: async (settings, state, evidence) => {
      if (state.phase.name !== 'track') return nextBatch(settings, state, evidence);
      const { batches, log } = evidence;
      return ask({
        settings,
        state,
        batches,
        arrivals: settings.replay && log ? Float64Array.from(log.arrivals) : undefined,
        departures: settings.replay && log ? Float64Array.from(log.departures) : undefined,
      });
    },
    close: async () => {
      await worker.terminate();
    },
  };
}
