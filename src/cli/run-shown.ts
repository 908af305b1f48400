import type { Stop } from '../measure/stop.ts';
import type { RunRequest } from '../pipeline/request.ts';
import { run } from '../pipeline/run.ts';
import { printReport } from './outcome.ts';
import { screenOn } from './screen.ts';
import type { Terminal } from './terminal.ts';

/**
 * Carries out what was asked for with its progress shown, prints what came of it (the table, or result.json), returns
 * the exit code.
 */
export async function runShown(request: RunRequest, json: boolean, stop: Stop, terminal: Terminal): Promise<number> {
  const screen = screenOn(terminal);
  try {
    const outcome = await run(request, stop, screen.tell, terminal.live ? 'live' : 'plain');
    screen.clear();
    printReport(outcome.published, json, terminal);
    return outcome.exitCode;
  } finally {
    screen.clear();
  }
}
