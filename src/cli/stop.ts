import type { Stop } from '../pipeline/request.ts';

const PATIENCE_MS = 2000;

/**
 * Turns signals into wishes to stop: the first is passed on once; a later one forces, but only when it comes at least 2 s
 * after, since two interrupts close together would cost k6 its teardown and summary. SIGHUP counts as SIGTERM.
 */
export function stopOnSignals(process: NodeJS.Process): Stop & { dispose(): void } {
  let first: 'SIGINT' | 'SIGTERM' | null = null;
  let at = 0;
  const acts: ((how: 'first' | 'force') => void)[] = [];
  const onSignal = (signal: NodeJS.Signals) => {
    if (first === null) {
      first = signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM';
      at = performance.now();
      for (const act of acts) act('first');
    } else if (performance.now() - at >= PATIENCE_MS) {
      for (const act of acts) act('force');
    }
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return {
    get signal() {
      return first;
    },
    onStop(act) {
      acts.push(act);
      if (first !== null) act('first');
    },
    dispose: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
