/** A line of k6's log, as `--log-format json` writes it. */
export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly error?: string;
  /** `console`: the script wrote it; `stacktrace`: the script threw it. */
  readonly source?: string;
  readonly scenario?: string;
}

/** Reads a line of k6's log; undefined when it is something else. */
export function parseLogLine(text: string): LogLine | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const line = JSON.parse(text) as Partial<LogLine>;
    return typeof line.level === 'string' && typeof line.msg === 'string' ? (line as LogLine) : undefined;
  } catch {
    return undefined;
  }
}
