import type { CommandedLine, CommandLine } from '../lines/lines.ts';
import type { NoticedLine } from '../lines/monitor-lines.ts';

/** The command of an event as a record tells it; without an end where nobody wrote one. Seconds of the record. */
export interface RunCommand {
  readonly event: number;
  readonly from: number;
  readonly end: CommandedLine | undefined;
}

/** What the monitor of that name noticed. */
export interface Noticed extends Pick<NoticedLine, 's' | 'kind' | 'text'> {
  readonly monitor: string;
  /** From when on it could read nothing until then; absent where it could. */
  readonly silentSince?: number;
}

/** What happened to the target during a run: what was done to it, and what was noticed. */
export class Happened {
  readonly commands: RunCommand[] = [];
  readonly noticed: Noticed[] = [];

  readonly #silent = new Map<string, { readonly from: number; readonly to: number }>();

  /** A monitor that reads at an interval could not at this second. */
  missed(second: number, monitor: string, every: number): void {
    this.#silent.set(monitor, { from: this.#silentSince(second, monitor, every) ?? second, to: second });
  }

  /** The beginning of the gap that ended just before a second; undefined: there is none. */
  #silentSince(second: number, monitor: string, every: number): number | undefined {
    const silent = this.#silent.get(monitor);
    return silent && second - silent.to <= every ? silent.from : undefined;
  }

  add(line: CommandLine | CommandedLine | NoticedLine, monitor: string, every = 1): void {
    const { commands } = this;
    if (line.t === 'noticed') {
      const silentSince = this.#silentSince(line.s, monitor, every);
      const { s, kind, text } = line;
      this.noticed.push({ s, kind, text, monitor, ...(silentSince === undefined ? {} : { silentSince }) });
    } else if (line.t === 'command') commands.push({ event: line.event, from: line.s, end: undefined });
    else {
      const begun = commands.findIndex(({ event }) => event === line.event);
      if (begun >= 0) commands[begun] = { ...commands[begun]!, end: line };
    }
  }
}
