import { StopError } from '../errors.ts';
import { whenAborted } from '../host/heeding.ts';
import type { EngineRun } from '../k6/local/run.ts';
import type { Guard } from './guard.ts';

/** A wish to stop, shared by whoever may have it (signals) and whoever must act on it. */
export interface Stop {
  /** Aborted by the first wish, with a StopError as its reason: what comes before the load ends, k6 is asked to. */
  readonly wish: AbortSignal;
  /** Aborted by a later wish: what still goes on ends at once. */
  readonly force: AbortSignal;
}

/** The signal by which loadkit was asked to stop; null: by none. */
export function askedBy({ wish }: Stop): StopError['signal'] | null {
  if (!wish.aborted) return null;
  return wish.reason instanceof StopError ? wish.reason.signal : 'SIGTERM';
}

/**
 * Has a wish to stop interrupt a running k6 once, so that its teardown runs, and a later one kill it. Returns what
 * takes that back.
 */
export function stopEngine(stop: Stop, engine: Pick<EngineRun, 'interrupt' | 'kill'>, guard: Guard): () => void {
  const off = [
    whenAborted(stop.wish, () => {
      engine.interrupt();
      guard.stopping();
    }),
    whenAborted(stop.force, () => engine.kill()),
  ];
  return () => {
    for (const each of off) each();
  };
}
