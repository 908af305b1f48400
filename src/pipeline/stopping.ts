import { StopError } from '../errors.ts';
import { heeding, whenAborted } from '../host/heeding.ts';
import type { EngineRun } from '../k6/run.ts';
import type { Guard } from './guard.ts';
import type { Stop } from './request.ts';

const NO_LOAD = 'no load was sent, so there is nothing to report';

/** The signal by which loadkit was asked to stop; null: by none. */
export function askedBy({ wish }: Stop): StopError['signal'] | null {
  if (!wish.aborted) return null;
  return wish.reason instanceof StopError ? wish.reason.signal : 'SIGTERM';
}

/** That it was stopped, and what follows from that. */
export function stopped(stop: Stop, consequence: string): StopError {
  return new StopError(askedBy(stop) ?? 'SIGTERM', consequence);
}

/** That it was stopped before anything was measured. */
export function stoppedBeforeLoad(stop: Stop): StopError {
  return stopped(stop, NO_LOAD);
}

/** Does what comes before the load. A wish to stop ends it, whatever it waits for. */
export async function beforeLoad<T>(stop: Stop, work: () => Promise<T>): Promise<T> {
  return heeding(stop.wish, work).catch((error: unknown) => {
    throw error === stop.wish.reason && stop.wish.aborted ? stoppedBeforeLoad(stop) : error;
  });
}

/** Does what comes after the load. Where its end was wished for already, only a later wish ends this. */
export async function afterLoad<T>(stop: Stop, folder: string, work: () => Promise<T>): Promise<T> {
  const signal = stop.wish.aborted ? stop.force : stop.wish;
  return heeding(signal, work).catch((error: unknown) => {
    if (!signal.aborted || error !== signal.reason) throw error;
    throw stopped(stop, `what was measured is in ${folder}, and loadkit report ${folder} judges it`);
  });
}

/** Has a wish to stop interrupt a running k6 once, so that its teardown runs, and a later one kill it. Returns what takes that back. */
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
