import { type Redactor, redactTexts } from '../../redact.ts';

/** A line of k6's log, as `--log-format json` writes it. */
export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly error?: string;
  /** `console`: the script wrote it; `stacktrace`: the script threw it. */
  readonly source?: string;
  readonly scenario?: string;
}

/** Reads a line of k6's log; undefined when it is something else. An error that was cut off is still one. */
export function parseLogLine(text: string): LogLine | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const line = JSON.parse(text) as Partial<LogLine>;
    return typeof line.level === 'string' && typeof line.msg === 'string' ? (line as LogLine) : undefined;
  } catch {
    return beginningOf(text);
  }
}

/**
 * A line of k6's outputs without secrets. What a log line says is looked at as it was meant: inside JSON nobody could
 * tell where a URL ends. Of one that was cut (`lost` characters), what stands at its end may be half a secret, and goes
 * too.
 */
export function redactedLine(text: string, lost: number, redact: Redactor): string {
  if (lost > 0) {
    const end = Math.max(CUT_AGAIN, redact.longest);
    return cutAfter(redact(text), -end, lost + end);
  }
  const line = redact.words(text);
  if (!line.startsWith('{') || !(line.includes('://') || line.includes('?'))) return redact(line);
  try {
    return JSON.stringify(redactTexts(JSON.parse(line) as unknown, redact));
  } catch {
    return redact(line);
  }
}

/** Longer than any user and password of a URL. */
const CUT_AGAIN = 8_192;

/** A text's beginning, and how much of it is missing. */
export function cutAfter(text: string, length: number, lost: number): string {
  return `${text.slice(0, length)}… (${lost} characters cut)`;
}

/** k6 sorts the fields: those of an executor stand before the message, source and scenario behind it. */
const BEGINNING =
  /^\{("executor":"[^"]*",)?(?:"hint":"[^"]*",)?"level":"error","msg":"((?:[^"\\]|\\u[\da-f]{4}|\\[^u])*)/;
const MOST_READ = 2_000;

function beginningOf(text: string): LogLine | undefined {
  const [, executor, msg = ''] = BEGINNING.exec(text.slice(0, MOST_READ)) ?? [];
  // Of an executor only what an iteration threw is so long.
  if (!executor) return undefined;
  return { level: 'error', msg: `${JSON.parse(`"${msg}"`) as string}…`, source: 'stacktrace' };
}
