#!/usr/bin/env node
// flags → commands/*.ts → pipeline/ (the edges: config, k6, target, store) → judge/ (pure) → report/ (pure) → exit code
// This file holds the command table, the one error printer and the only process.exit.
import { Command, CommanderError } from 'commander';
import { InternalError, messageOf, RunError, StopError, UserError } from '../errors.ts';
import { endFromOutside } from '../host/end-from-outside.ts';
import { isWorkAbandoned } from '../host/heeding.ts';
import type { Stop } from '../measure/stop.ts';
import { withoutQueries } from '../redact.ts';
import { insteadOfK6Flag } from './k6-flags.ts';
import { Settings } from './settings.ts';
import { stopOnSignals } from './stop.ts';
import { systemFault } from './system-fault.ts';
import { addCommands } from './table.ts';
import { type Terminal, terminalOf } from './terminal.ts';

const INTERNAL = 1;
const USAGE = 2;
const UNWRITTEN = 9;
/** Commander's own second line of an error; all others are of what was typed. */
const SUGGESTION = /\n(?=\(Did you mean )/;

async function main(argv: readonly string[], settings: Settings, stop: Stop, terminal: Terminal): Promise<number> {
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

function printError(thrown: unknown, settings: Settings, terminal: Terminal): number {
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

/** The code that stands once all was said; of a result that its reader did not get it is no pass. */
async function spoken(code: number, terminal: Terminal): Promise<number> {
  const lost = await terminal.drained();
  if (!lost) return code;
  terminal.err(
    `loadkit: what was to be printed is lost: ${terminal.safe(lost.message)}\n  next: send standard output to where there is space\n`,
  );
  return code === 0 ? UNWRITTEN : code;
}

function leave(code: number, { wish }: Stop): void {
  if (wish.aborted && isWorkAbandoned()) endFromOutside((wish.reason as StopError).signal);
  process.exit(code);
}

const GIVEN_UP = 'what still went on was given up; where load was sent, loadkit report latest judges what was measured';

const settings = new Settings(process.env);
const terminal = terminalOf(process);
const stop = stopOnSignals(process, ({ message, exitCode }) => {
  terminal.err(`loadkit: ${message}: ${GIVEN_UP}\n`);
  leave(exitCode, stop);
});
// What nobody waits for, such as an error of a stream, is told as everything else.
process.on('uncaughtException', (error) => process.exit(printError(error, settings, terminal)));
leave(await spoken(await main(process.argv.slice(2), settings, stop, terminal), terminal), stop);
