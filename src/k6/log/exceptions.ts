import { formatWhere } from '../../errors.ts';
import type { LogLine } from './log-line.ts';
import { readScriptError, type ScriptError, type ScriptPlace } from './script-errors.ts';

/** An exception that iterations threw, how often, and in which k6 scenario first. */
interface ScriptException extends ScriptError {
  readonly scenario: string;
  readonly count: number;
}

/** What scripts threw during a run. */
export interface Exceptions {
  /** The first few distinct ones. */
  readonly distinct: readonly ScriptException[];
  /** How often something else was thrown. */
  readonly others: number;
}

/** So many distinct exceptions are kept: the first tell what is wrong, the rest are its echo. */
const MOST_DISTINCT = 3;

/** Counts exceptions by message and place. */
export class ExceptionCounter {
  readonly #script: ScriptPlace;
  readonly #found = new Map<string, { error: ScriptError; scenario: string; count: number }>();
  #others = 0;

  constructor(script: ScriptPlace) {
    this.#script = script;
  }

  /** Counts a line of the log; returns the exception when it is one of the few that are kept, and new. */
  add({ msg, scenario = '' }: LogLine): ScriptError | undefined {
    const error = readScriptError(msg, this.#script);
    const key = `${formatWhere(error.where)} ${error.message}`;
    const known = this.#found.get(key);
    if (known) {
      known.count += 1;
    } else if (this.#found.size < MOST_DISTINCT) {
      this.#found.set(key, { error, scenario, count: 1 });
      return error;
    } else {
      this.#others += 1;
    }
    return undefined;
  }

  get(): Exceptions {
    const distinct = [...this.#found.values()].map(({ error, scenario, count }) => ({ ...error, scenario, count }));
    return { distinct, others: this.#others };
  }
}
