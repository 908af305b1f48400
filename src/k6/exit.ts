/** How an engine ended, as seen from outside. */
export interface EngineEnd {
  readonly code: number | null;
  readonly signal: string | null;
  /** The signal by which loadkit itself was asked to stop, if it was. */
  readonly asked: 'SIGINT' | 'SIGTERM' | null;
  /** Why loadkit itself ended the load before its plan did, as the profile asks; null when it did not. */
  readonly planned: string | null;
  /** Iterations that were measured: whether a script broke before or after load was sent. */
  readonly iterations: number;
}

export interface Outcome {
  readonly state: 'complete' | 'aborted' | 'crashed';
  /** Loadkit's exit code; null where the verdict decides. */
  readonly exitCode: 2 | 3 | 7 | 130 | 143 | null;
  readonly reason: string;
}

type Meaning = readonly [state: Outcome['state'], exitCode: Outcome['exitCode'], reason: string];

/** k6's exit codes (errext/exitcodes) and those of a process that died. */
const MEANINGS: Readonly<Record<number, Meaning>> = {
  0: ['complete', null, 'k6 ran to its end'],
  99: ['complete', null, 'k6 ran to its end and thresholds were crossed'],
  110: ['complete', 3, 'the script marked the test as failed with test.fail()'],
  2: ['crashed', 7, 'the Go runtime of k6 died, for lack of memory most likely'],
  97: ['crashed', 7, 'k6 waited for a cloud that loadkit does not use'],
  98: ['crashed', 7, 'k6 waited for a cloud that loadkit does not use'],
  100: ['aborted', 7, 'setup() took too long'],
  101: ['aborted', 7, 'teardown() took too long'],
  102: ['aborted', 7, 'k6 ran into a time-out'],
  103: ['aborted', 7, 'somebody stopped k6 through its REST API'],
  104: ['aborted', 2, 'k6 refused the configuration'],
  105: ['aborted', 7, 'k6 was interrupted, and not by loadkit'],
  106: ['crashed', 7, 'the REST API of k6 found its port taken'],
  108: ['aborted', 7, 'the script stopped the test with test.abort()'],
  109: ['crashed', 7, 'k6 panicked'],
  129: ['crashed', 7, 'k6 was killed by SIGHUP'],
  130: ['crashed', 7, 'k6 was interrupted before it was ready'],
  137: ['crashed', 7, 'k6 was killed; by the system for lack of memory most likely'],
  139: ['crashed', 7, 'k6 crashed on a memory error'],
  143: ['crashed', 7, 'k6 was terminated by somebody else'],
  255: ['aborted', 2, 'k6 could not start or finish the test'],
};

const BY_SIGNAL: Readonly<Record<string, number>> = {
  SIGHUP: 129,
  SIGINT: 130,
  SIGKILL: 137,
  SIGSEGV: 139,
  SIGTERM: 143,
};

const STOPPED = { SIGINT: 130, SIGTERM: 143 } as const;
/** How k6 ends after the one signal by which loadkit stops it. */
const INTERRUPTED = 105;

/**
 * What an engine's end means for the run, by design.md's table; a stop that the user asked for outranks the rest. One that the
 * profile asks for is the run's planned end. Pure.
 */
export function outcomeOf({ code, signal, asked, planned, iterations }: EngineEnd): Outcome {
  const [state, exitCode, reason] = meaningOf(code ?? BY_SIGNAL[signal ?? ''] ?? null, signal, iterations);
  if (asked === null && planned !== null && code === INTERRUPTED)
    return { state: 'complete', exitCode: null, reason: planned };
  if (asked === null) return { state, exitCode, reason };
  // The signal by which the engine was stopped is loadkit's own then, also the last resort, SIGKILL.
  const died = state === 'crashed' && (code === 109 || code === 2 || code === 139 || signal === 'SIGSEGV');
  return died
    ? { state, exitCode: STOPPED[asked], reason: `${reason} while it was being stopped` }
    : {
        state: 'aborted',
        exitCode: STOPPED[asked],
        reason: `stopped by ${asked === 'SIGINT' ? 'the user' : 'SIGTERM'}`,
      };
}

function meaningOf(code: number | null, signal: string | null, iterations: number): Meaning {
  if (code === 107) {
    return iterations > 0
      ? ['crashed', 7, 'the script broke outside an iteration, after load was sent']
      : ['aborted', 2, 'the script broke before its first iteration'];
  }
  const meaning = code === null ? undefined : MEANINGS[code];
  return meaning ?? ['crashed', 7, `k6 ended in a way that is not known: ${signal ?? `code ${code}`}`];
}
