#!/usr/bin/env node
// flags → commands/*.ts → pipeline/ (the edges: config, k6, target, store) → judge/ (pure) → report/ (pure) → exit code
// This file holds the process: its signals, its terminal and the only process.exit.
import type { StopError } from '../errors.ts';
import { endFromOutside } from '../host/end-from-outside.ts';
import { isWorkAbandoned } from '../host/heeding.ts';
import type { Stop } from '../measure/stop.ts';
import { carryOut, printError } from './carry-out.ts';
import { Settings } from './settings.ts';
import { stopOnSignals } from './stop.ts';
import { type Terminal, terminalOf } from './terminal.ts';

const UNWRITTEN = 9;

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
leave(await spoken(await carryOut(process.argv.slice(2), settings, stop, terminal), terminal), stop);
