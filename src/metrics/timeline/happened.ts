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
}

/** What happened to the target during a run: what was done to it, and what was noticed. */
export class Happened {
  readonly commands: RunCommand[] = [];
  readonly noticed: Noticed[] = [];

  add(line: CommandLine | CommandedLine | NoticedLine, monitor: string): void {
    const { commands } = this;
    if (line.t === 'noticed') this.noticed.push({ s: line.s, kind: line.kind, text: line.text, monitor });
    else if (line.t === 'command') commands.push({ event: line.event, from: line.s, end: undefined });
    else {
      const begun = commands.findIndex(({ event }) => event === line.event);
      if (begun >= 0) commands[begun] = { ...commands[begun]!, end: line };
    }
  }
}
