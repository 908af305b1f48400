import { Command, CommanderError } from 'commander';
import { InternalError, messageOf, RunError, StopError, UserError } from '../errors.ts';
import type { Stop } from '../measure/stop.ts';
import { withoutQueries } from '../redact.ts';
import { insteadOfK6Flag } from './k6-flags.ts';
import type { Settings } from './settings.ts';
import { systemFault } from './system-fault.ts';
import { addCommands } from './table.ts';
import type { Terminal } from './terminal.ts';

const INTERNAL = 1;
const USAGE = 2;
/** Commander's own second line of an error; all others are of what was typed. */
const SUGGESTION = /\n(?=\(Did you mean )/;

/** Carries out what was typed after `loadkit`, says how that went, and gives the exit code. */
export async function carryOut(
  argv: readonly string[],
  settings: Settings,
  stop: Stop,
  terminal: Terminal,
): Promise<number> {
  let code = 0;
  const program = new Command('loadkit')
    .description('Load testing and capacity planning: k6 scenarios against tiers, judged against SLOs.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      outputError: (text, write) => {
        const lines = text
          .trimEnd()
          .split(SUGGESTION)
          .map((line) => terminal.safe(withoutQueries(line)));
        write([...lines, insteadOfK6Flag(text), ''].filter((line) => line !== undefined).join('\n'));
      },
    })
    .showHelpAfterError('(add --help for what is possible)');
  try {
    addCommands(program, stop, terminal, (result) => {
      code = result;
    });
    settings.readInto(program);
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    const printed = printError(error, settings, terminal);
    return stop.wish.aborted ? stop.wish.reason.exitCode : printed;
  }
}

/** Prints what was thrown, as every error is printed: the exit code that goes with it. */
export function printError(thrown: unknown, settings: Settings, terminal: Terminal): number {
  const error = systemFault(thrown) ?? thrown;
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
  if (error instanceof UserError || error instanceof RunError) {
    terminal.err(`loadkit: ${settings.messageOf(error)}\n`);
    return error.exitCode;
  }
  if (error instanceof StopError) {
    terminal.err(`loadkit: ${terminal.safe(error.message)}\n`);
    return error.exitCode;
  }
  const stack = error instanceof Error && error.stack ? error.stack : messageOf(error);
  const ours = error instanceof InternalError ? '' : ' (unexpected)';
  terminal.err(
    `loadkit: internal error${ours}\n${withoutQueries(stack)}\nThis is a bug in loadkit: please report it with the lines above.\n`,
  );
  return INTERNAL;
}
