import { AsyncLocalStorage } from 'node:async_hooks';

const heard = new AsyncLocalStorage<AbortSignal>();

/** Work that was given up has so long to end its programs and to tidy up. */
const TIDY_MS = 1_000;

let abandoned = 0;

/**
 * Does work that somebody may wish to stop: it rejects with the signal's reason soon after that is aborted, whatever
 * the work waits for. The programs that the work started end at once (`runProgram`); what it still does has a second
 * for it.
 */
export function heeding<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const unheed = whenAborted(signal, () => {
      timer = setTimeout(() => {
        abandoned += 1;
        reject(signal.reason);
      }, TIDY_MS);
    });
    const settled = () => {
      clearTimeout(timer);
      unheed();
    };
    heard
      .run(signal, work)
      .finally(settled)
      .then(resolve, (error) => reject(signal.aborted ? signal.reason : error));
  });
}

/** The signal that the work under way heeds; undefined outside of `heeding`. */
export function heeded(): AbortSignal | undefined {
  return heard.getStore();
}

/** Calls a function once, when a signal is aborted: at once where it is already. Returns what takes that back. */
export function whenAborted(signal: AbortSignal | undefined, act: () => void): () => void {
  if (signal?.aborted) act();
  else signal?.addEventListener('abort', act, { once: true });
  return () => signal?.removeEventListener('abort', act);
}

/**
 * Whether work was given up that has not come to its end: a thread may still wait for a file or a name, and exit() for
 * it.
 */
export function isWorkAbandoned(): boolean {
  return abandoned > 0;
}
