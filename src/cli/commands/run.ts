import type { Stop } from '../../measure/stop.ts';
import { type PlanFlags, requestOf } from '../plan-flags.ts';
import { runShown } from '../screen.ts';
import type { Terminal } from '../terminal.ts';

/** `loadkit run`: measures, judges, prints the table (or result.json), returns the exit code. */
export function run(
  scenario: string,
  flags: PlanFlags & { readonly json?: true },
  stop: Stop,
  terminal: Terminal,
): Promise<number> {
  return runShown(requestOf(scenario, flags, process), flags.json === true, stop, terminal);
}
