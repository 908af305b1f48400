import type { RunRecord } from '../result/record.ts';
import { liveStates, type Searching } from './live-state.ts';
import type { Observer, Progress } from './observer.ts';

/** Seconds between two states that are told. */
const SPEAK_SECONDS = { live: 1, plain: 10 };

/** How often a run is told of: redrawn in place, or in lines of a log. */
export type Speak = keyof typeof SPEAK_SECONDS;

/** Tells how far a run has come. In a log a search is told of by its own lines, one for each batch. */
export function liveObserver(
  record: RunRecord,
  search: Searching | undefined,
  speak: Speak,
  tell: (progress: Progress) => void,
): Observer {
  if (search && speak === 'plain') return { saw: () => undefined };
  let state: ReturnType<typeof liveStates> | undefined;
  let spoken = 0;
  return {
    saw(line, timeline) {
      if (line?.t !== 'gen' || line.s - spoken < SPEAK_SECONDS[speak]) return;
      spoken = line.s;
      state ??= liveStates(record, timeline, search);
      tell({ kind: 'live', state: state() });
    },
  };
}
