import { StopError } from '../errors.ts';
import type { Stop } from '../measure/stop.ts';

/** Signals that come together are one wish: a terminal and npm both pass a Ctrl-C on, a lost terminal sends two. */
const ONE_WISH_MS = 250;
/** So long after a wish, and after a later one, loadkit ends, whatever holds it. */
const LONGEST_MS = 9_000;
const LONGEST_FORCED_MS = 1_500;

/**
 * Turns the signals of a process into wishes to stop, the first and a later one, for the whole of its life. SIGHUP
 * counts as SIGTERM. `giveUp` is called when the process should have ended long since.
 */
export function stopOnSignals(process: Pick<NodeJS.Process, 'on'>, giveUp: (wish: StopError) => void): Stop {
  const wish = new AbortController();
  const force = new AbortController();
  let first: { readonly error: StopError; readonly at: number } | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (!first) {
      const error = new StopError(signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM');
      first = { error, at: performance.now() };
      setTimeout(giveUp, LONGEST_MS, error);
      wish.abort(error);
    } else if (performance.now() - first.at >= ONE_WISH_MS && !force.signal.aborted) {
      setTimeout(giveUp, LONGEST_FORCED_MS, first.error);
      force.abort(first.error);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  return { wish: wish.signal, force: force.signal };
}
