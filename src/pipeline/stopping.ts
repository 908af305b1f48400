import { StopError } from '../errors.ts';
import { heeding } from '../host/heeding.ts';
import { askedBy, type Stop } from '../measure/stop.ts';

const NO_LOAD = 'no load was sent, so there is nothing to report';

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

/**
 * Does what comes after the load. Where its end was wished for already, only a later wish ends this, and `kept` says
 * what there is then.
 */
export async function afterLoad<T>(stop: Stop, kept: string, work: () => Promise<T>): Promise<T> {
  const signal = stop.wish.aborted ? stop.force : stop.wish;
  return heeding(signal, work).catch((error: unknown) => {
    if (!signal.aborted || error !== signal.reason) throw error;
    throw stopped(stop, kept);
  });
}
