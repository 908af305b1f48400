import { formatWhere } from '../../errors.ts';
import { type Death, deathIn } from '../local/death.ts';
import type { LogLine } from './log-line.ts';
import { isScriptError, readScriptError, type ScriptPlace } from './script-errors.ts';

/** What a script threw outside of its iterations. */
export interface OutsideError {
  /** The function in whose stack it was thrown; null where the log does not say. */
  readonly within: 'setup' | 'teardown' | 'handleSummary' | null;
  /** File, line and message. */
  readonly text: string;
}

/** What k6's log says about how the run ended, beside its exit code. */
export interface LastWords {
  /** Whether a threshold with abortOnFail ended the load. */
  readonly crossed: boolean;
  /** What the script gave test.fail() as its reason, the first time; null: it did not call it. */
  readonly failed: string | null;
  /** What the script gave test.abort() as its reason; null: it did not call it. */
  readonly aborted: string | null;
  /** In the order of the log. */
  readonly outside: readonly OutsideError[];
  /** What it died of, where it told. */
  readonly death: Death | null;
}

export const SILENCE: LastWords = { crossed: false, failed: null, aborted: null, outside: [], death: null };

/** So many errors outside of iterations are kept; setup, teardown and handleSummary throw one each. */
const MOST_OUTSIDE = 5;

const CROSSED = /^thresholds on metrics .* abortOnFail enabled, stopping test prematurely$/s;
const FAILED = /^test marked as failed(?:: (.*))?$/s;
const ABORTED = /^test aborted(?:: (.*?))?( at [^\n]*)?$/s;
const PANIC = /^unexpected k6 panic: (.*)/;
const NO_SUMMARY = 'failed to handle the end-of-test summary';
const WITHIN = /\n\tat (?:async )?(setup|teardown|handleSummary) \(/;

/**
 * Reads from the lines of k6's log how the run ended. k6 names the scenario in whose iteration something was thrown;
 * what it logs without one was thrown by setup(), teardown() or handleSummary().
 */
export class LastWordsReader {
  readonly #script: ScriptPlace;
  readonly #outside: OutsideError[] = [];
  #crossed = false;
  #failed: string | null = null;
  #aborted: string | null = null;
  #death: Death | null = null;

  constructor(script: ScriptPlace) {
    this.#script = script;
  }

  /** Takes a line of the level error; what a person should be told of it, undefined where it is not one of these. */
  take(line: LogLine): string | undefined {
    if (line.source === 'console') return undefined;
    const { msg } = line;
    const failed = FAILED.exec(msg);
    const aborted = ABORTED.exec(msg);
    const panic = PANIC.exec(msg);
    if (panic) {
      this.#death ??= { of: 'panic', text: panic[1] ?? '' };
      return `k6: ${panic[0]}`;
    }
    if (failed) {
      this.#failed ??= failed[1] ?? '';
    } else if (aborted) {
      this.#aborted ??= this.#placed(aborted[1] ?? '', aborted[2]);
      return `test.abort(): ${this.#aborted}`;
    } else if (msg === NO_SUMMARY) {
      return this.#keep('handleSummary', line.error ?? msg);
    } else if (isScriptError(line) && line.scenario === undefined) {
      return this.#keep(withinOf(msg), this.#textOf(msg));
    } else if (CROSSED.test(msg)) {
      this.#crossed = true;
    } else {
      return undefined;
    }
    return `k6: ${msg}`;
  }

  /** Takes a line of standard error that is no log line; whether k6 is dying: then all that follows belongs to that. */
  takeBare(text: string): boolean {
    this.#death ??= deathIn(text) ?? null;
    return this.#death !== null;
  }

  get(): LastWords {
    const [crossed, failed, aborted, death] = [this.#crossed, this.#failed, this.#aborted, this.#death];
    return { crossed, failed, aborted, outside: [...this.#outside], death };
  }

  #keep(within: OutsideError['within'], said: string): string {
    const text = said.replace(/\s*\n\s*/g, ' ');
    if (this.#outside.length < MOST_OUTSIDE) this.#outside.push({ within, text });
    return within === null ? text : `${within}(): ${text}`;
  }

  /** k6 appends the place to the reason that it was given. */
  #placed(reason: string, place: string | undefined): string {
    return place === undefined ? reason : this.#textOf(`${reason}\n\t${place.trimStart()}`);
  }

  #textOf(msg: string): string {
    const { message, where } = readScriptError(msg, this.#script);
    return [formatWhere(where), message].filter(Boolean).join(': ');
  }
}

function withinOf(msg: string): OutsideError['within'] {
  return (WITHIN.exec(msg)?.[1] as OutsideError['within'] | undefined) ?? null;
}
