import { formatWhere } from '../../errors.ts';
import { BlockedAddresses, isBlocked, notAllowed } from './blocked.ts';
import type { ExceptionCounter } from './exceptions.ts';
import type { LastWordsReader } from './last-words.ts';
import { type LogLine, parseLogLine } from './log-line.ts';
import { isScriptError, type ScriptPlace, usersPlaces } from './script-errors.ts';

/** So many lines of each kind are told while a run goes; all of them are in its log. */
const MOST = { errors: 5, warnings: 5, console: 20, output: 100 };
/** What of a longer line is told. */
const LONGEST = 4_000;
/** What k6 logs as an error when it does as it was told. */
const AS_TOLD = /^test run was aborted because k6 received an? '\w+' signal/;

export interface Hearing {
  readonly script: ScriptPlace;
  readonly exceptions: ExceptionCounter;
  /** Takes what tells how the run ended. */
  readonly words: LastWordsReader;
  readonly tell: (text: string) => void;
  /** The script's own `blacklistIPs`: what they hold is not blocked by loadkit. */
  readonly ownRanges: readonly string[];
  /** Whether the engine says itself what it blocked, so that nothing else needs to be believed. */
  readonly tellsBlocked: boolean;
  /** Whether k6 was asked to stop. */
  readonly wasTold: () => boolean;
}

/**
 * What of k6's log a person is told at once: the first distinct exceptions, errors and warnings, what the script
 * prints, and what its handleSummary writes to standard output.
 */
export class LogTold {
  readonly blocked: BlockedAddresses;
  readonly #hearing: Hearing;
  readonly #shown = { errors: 0, warnings: 0, console: 0, output: 0 };
  readonly #warned = new Set<string>();
  #more = 0;

  constructor(hearing: Hearing) {
    this.#hearing = hearing;
    this.blocked = new BlockedAddresses(hearing.ownRanges, hearing.tellsBlocked);
  }

  /** Hears a line that k6 wrote to one of its outputs. */
  hear(text: string, stream: 'stdout' | 'stderr'): void {
    const kind = stream === 'stdout' ? 'output' : kindOf(text);
    // How it died is told with the end; the state of each of its threads is in its log.
    if (stream === 'stderr' && kind === 'output' && this.#hearing.words.takeBare(text)) return;
    if (kind !== 'output') this.#hearBlocked(text);
    // Parsing every line that a script prints would cost more than the log is worth.
    if ((kind === 'console' || kind === 'output') && this.#shown[kind] >= MOST[kind]) {
      this.#more += 1;
      return;
    }
    if (kind === 'other' || text === '') return;
    if (kind === 'output') {
      this.#say('output', text);
      return;
    }
    const line = parseLogLine(text);
    if (!line) return;
    if (kind === 'console') this.#say('console', `${levelOf(line)}${line.msg}`);
    else if (kind === 'warnings' && !isBlocked(text)) this.#warn(line);
    else if (kind === 'errors') this.#fail(line);
  }

  /** Says how much was left out. */
  end(): void {
    if (this.#more > 0) this.#hearing.tell(`${this.#more} more lines that the script printed are in k6.log`);
  }

  #hearBlocked(text: string): void {
    const found = this.blocked.add(text);
    if (found) this.#hearing.tell(`blocked, nothing was sent there: ${notAllowed(found)}`);
  }

  #fail(line: LogLine): void {
    const { exceptions, words, tell, wasTold, script } = this.#hearing;
    if (wasTold() && AS_TOLD.test(line.msg)) return;
    const ending = words.take(line);
    if (ending !== undefined) {
      tell(usersPlaces(ending, script));
    } else if (isScriptError(line)) {
      const error = exceptions.add(line);
      if (error) tell([formatWhere(error.where), usersPlaces(error.message, script)].filter(Boolean).join(': '));
    } else {
      this.#say('errors', `k6: ${sentenceOf(line)}`);
    }
  }

  /** A warning once, whatever URL it names. */
  #warn(line: LogLine): void {
    const text = sentenceOf(line);
    const key = text.replace(/"[^"]*"|\d+/g, '…');
    if (this.#warned.has(key) || this.#shown.warnings >= MOST.warnings) return;
    this.#warned.add(key);
    this.#say('warnings', `k6: ${text}`);
  }

  #say(kind: keyof typeof MOST, text: string): void {
    if (this.#shown[kind] >= MOST[kind]) return;
    this.#shown[kind] += 1;
    this.#hearing.tell(shortened(usersPlaces(text, this.#hearing.script)));
  }
}

function shortened(text: string): string {
  const more = text.length - LONGEST;
  return more > 0 ? `${text.slice(0, LONGEST)}… (${more} characters more)` : text;
}

function kindOf(text: string): keyof typeof MOST | 'other' {
  if (!text.startsWith('{"')) return 'output';
  if (text.includes('"source":"console"')) return 'console';
  if (text.includes('"level":"error"')) return 'errors';
  return text.includes('"level":"warning"') ? 'warnings' : 'other';
}

/** A line of k6's log as one sentence. */
export function sentenceOf({ msg, error }: LogLine): string {
  return error === undefined ? msg : `${msg}: ${error}`;
}

/** What the script's console said it with, where that is more than a remark. */
function levelOf({ level }: LogLine): string {
  return level === 'error' || level === 'warning' ? `${level}: ` : '';
}
