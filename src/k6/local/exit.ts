import type { Close } from '../../metrics/lines/lines.ts';
import type { LastWords, OutsideError } from '../log/last-words.ts';
import { deathText } from './death.ts';

/**
 * Why loadkit ends a load before its plan does: as the profile asks, or since a guard rail of the project forbids to go
 * on.
 */
export interface Halt {
  readonly endedBy: 'plan' | 'kill-switch' | 'guard-rail';
  readonly text: string;
}

/** How an engine ended, as seen from outside. */
export interface EngineEnd {
  readonly code: number | null;
  readonly signal: string | null;
  /** Whether the kernel ended processes for lack of memory meanwhile; null: nobody says. */
  readonly starved?: boolean | null;
  /** Why loadkit killed it; null: it did not. */
  readonly killed: string | null;
  /** The signal by which loadkit itself was asked to stop, if it was. */
  readonly asked: 'SIGINT' | 'SIGTERM' | null;
  /** Why loadkit itself ended the load before its plan did; null when it did not. */
  readonly halted: Halt | null;
  /** Why the record could not be written, so that loadkit ended the load; null when it could. */
  readonly unwritten: string | null;
  /** Requests and iterations that were measured: whether a script broke before or after something was sent. */
  readonly requests: number;
  readonly iterations: number;
  readonly words: LastWords;
}

/**
 * What an engine's end means for the run. The exit code follows from `endedBy` and the verdict (judge/exit-code.ts).
 */
export type Outcome = Pick<Close, 'state' | 'endedBy' | 'reason'>;

type Meaning = readonly [state: Outcome['state'], endedBy: Outcome['endedBy'], reason: string];

/** k6's exit codes (errext/exitcodes) and those of a process that died. */
const MEANINGS: Readonly<Record<number, Meaning>> = {
  0: ['complete', 'plan', 'k6 ran to its end'],
  99: ['complete', 'plan', 'k6 ran to its end and thresholds were crossed'],
  110: ['complete', 'plan', 'the script marked the test as failed with test.fail()'],
  2: ['crashed', 'engine', 'the Go runtime of k6 died without a word'],
  109: ['crashed', 'engine', 'k6 panicked'],
  97: ['crashed', 'engine', 'k6 waited for a cloud that loadkit does not use'],
  98: ['crashed', 'engine', 'k6 waited for a cloud that loadkit does not use'],
  100: ['aborted', 'setup', "the script's setup() took too long"],
  101: ['aborted', 'engine', "the script's teardown() took too long"],
  102: ['aborted', 'engine', 'k6 ran into a time-out'],
  103: ['aborted', 'engine', 'somebody stopped k6 through its REST API'],
  104: ['aborted', 'refused', 'k6 refused the configuration'],
  105: ['aborted', 'engine', 'k6 was interrupted, and not by loadkit'],
  106: ['crashed', 'engine', 'the REST API of k6 found its port taken'],
  129: ['crashed', 'engine', 'k6 was killed by SIGHUP'],
  130: ['crashed', 'engine', 'k6 was interrupted before it was ready'],
  139: ['crashed', 'engine', 'k6 crashed on a memory error'],
  143: ['crashed', 'engine', 'k6 was terminated by somebody else'],
};

const BY_SIGNAL: Readonly<Record<string, number>> = {
  SIGHUP: 129,
  SIGINT: 130,
  SIGKILL: 137,
  SIGSEGV: 139,
  SIGTERM: 143,
};

/** How k6 ends after the one signal by which loadkit stops it. */
export const INTERRUPTED = 105;
/** How it ends after that signal where its load had not begun. */
const INTERRUPTED_EARLY = 130;
const CROSSED = 99;
const KILLED = 137;
/** Of a panic that k6 caught, and of one that it did not or another death of Go's runtime. */
const PANICKED: readonly (number | null)[] = [109, 2];
const ABORTED = 108;
/** Thrown by setup(), teardown() or the script's first lines: an exception, a promise that was rejected. */
const THROWN: readonly (number | null)[] = [107, 255];

/**
 * What an engine's end means for the run, by the table of docs/rules.md. A stop that the user asked for outranks the
 * rest. One that the profile asks for is the planned end; after one that a guard rail asks for, how k6 went is no
 * matter. Pure.
 */
export function exitOutcome(end: EngineEnd): Outcome {
  const { code, signal, asked, halted, unwritten, killed } = end;
  const [state, endedBy, reason] = meaningOf(end);
  if (asked !== null) {
    // The signal by which the engine was stopped is loadkit's own then, also the last resort, SIGKILL.
    const died = state === 'crashed' && (PANICKED.includes(code) || code === 139 || signal === 'SIGSEGV');
    if (died) return { state, endedBy: asked, reason: `${reason} while it was being stopped` };
    const stopped = `stopped by ${asked === 'SIGINT' ? 'the user' : 'SIGTERM'}`;
    return { state: 'aborted', endedBy: asked, reason: killed === null ? stopped : `${stopped}; ${killed}` };
  }
  if (unwritten !== null && (state === 'complete' || endedAsAsked(end)))
    return { state: 'aborted', endedBy: 'disk', reason: killed === null ? unwritten : `${unwritten}; ${killed}` };
  if (halted !== null && halted.endedBy !== 'plan')
    return { state: 'aborted', endedBy: halted.endedBy, reason: halted.text };
  if (halted !== null && (code === INTERRUPTED || code === 0))
    return { state: 'complete', endedBy: 'plan', reason: halted.text };
  return { state, endedBy, reason };
}

/** Whether an engine that loadkit asked to stop ended of that: at once, while it was starting, or when it was killed. */
function endedAsAsked({ code, signal, killed }: EngineEnd): boolean {
  return code === INTERRUPTED || code === INTERRUPTED_EARLY || signal === 'SIGINT' || killed !== null;
}

function meaningOf(end: EngineEnd): Meaning {
  const { code, signal, words } = end;
  if (code === CROSSED && words.crossed)
    return ['aborted', 'threshold', 'a threshold with abortOnFail was crossed, and k6 ended the load'];
  if (code === ABORTED) {
    const told = words.aborted ? `: ${words.aborted}` : '';
    return ['aborted', 'script', `the script stopped the test with test.abort()${told}`];
  }
  if (THROWN.includes(code)) return thrown(end);
  if (words.death && PANICKED.includes(code)) return ['crashed', 'engine', deathText(words.death)];
  const known = code ?? BY_SIGNAL[signal ?? ''] ?? null;
  if (known === KILLED) return ['crashed', 'engine', killedBy(end)];
  const meaning = known === null ? undefined : MEANINGS[known];
  return meaning ?? ['crashed', 'engine', `k6 ended in a way that is not known: ${signal ?? `code ${code}`}`];
}

function killedBy({ killed, starved }: EngineEnd): string {
  if (killed !== null) return killed;
  if (starved) return 'k6 was killed by the system, which had no memory left (SIGKILL)';
  return starved === false
    ? 'k6 was killed by somebody (SIGKILL), and not by the system for lack of memory'
    : 'k6 was killed (SIGKILL) by somebody, or by the system for lack of memory';
}

/** k6 ends so where setup() or teardown() threw: before the load, or after all of it. */
function thrown(end: EngineEnd): Meaning {
  const { code, requests, iterations } = end;
  const error = endingError(end);
  const told = error ? `: ${error.text}` : '';
  if (error && withinOf(error, iterations) === 'teardown')
    return ['complete', 'plan', `k6 ran to its end, and then teardown() threw${told}`];
  if (requests + iterations > 0) return ['aborted', 'setup', `the script's setup() threw${told}`];
  const what = code === 107 || error ? 'the script broke before its first iteration' : 'k6 could not start the test';
  return ['aborted', 'refused', `${what}${told}`];
}

/** The error that gave k6 its exit code: k6 logs it last, after what handleSummary() threw. */
function endingError({ code, words: { outside } }: EngineEnd): OutsideError | undefined {
  return THROWN.includes(code) ? outside.findLast(({ within }) => within !== 'handleSummary') : undefined;
}

function withinOf({ within }: OutsideError, iterations: number): string {
  return within ?? (iterations > 0 ? 'teardown' : 'setup');
}

/** Something that went wrong beside the load, which the service is not to blame for. */
export interface Mishap {
  readonly kind: 'teardown' | 'summary';
  readonly text: string;
}

/** What teardown() and handleSummary() threw, one sentence each. Pure. */
export function mishapsOf(end: EngineEnd): Mishap[] {
  const ending = endingError(end);
  return end.words.outside.flatMap((error): Mishap[] => {
    if (error !== ending) return [{ kind: 'summary', text: `handleSummary() failed: ${error.text}` }];
    return withinOf(error, end.iterations) === 'teardown'
      ? [{ kind: 'teardown', text: `teardown() threw: ${error.text}` }]
      : [];
  });
}
