import { type Carried, carriedOut } from '../cli/in-process.ts';
import { environmentOf, type Where } from './command.ts';

/** What the built command takes where it writes to no terminal. */
const COLUMNS = 100;

/**
 * What `loadkit()` does, with the real k6, in the test's own process: for what does not depend on the process. Whoever
 * asks for signals, streams, memory, or several at once starts the built command.
 */
export function inProcess(args: readonly string[], where: Omit<Where, 'after'>): Promise<Carried> {
  return carriedOut(args, where.cwd, { columns: COLUMNS, env: environmentOf(args, where) });
}
