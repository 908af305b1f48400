import type { Stop } from '../../measure/stop.ts';
import type { SearchWish } from '../../pipeline/request.ts';
import { type PlanFlags, requestOf } from '../plan-flags.ts';
import { runShown } from '../screen.ts';
import type { Terminal } from '../terminal.ts';

/** The scenario whose journey is searched where none is named. */
const SCENARIO = 'load';

type CapacityFlags = PlanFlags & SearchWish & { readonly json?: true };

/**
 * `loadkit capacity`: searches the highest rate that meets the objectives, prints what it found, returns the exit code.
 */
export function capacity(
  scenario: string | undefined,
  flags: CapacityFlags,
  stop: Stop,
  terminal: Terminal,
): Promise<number> {
  const { maxRate, precision, budget, resume } = flags;
  const request = {
    ...requestOf(scenario ?? SCENARIO, flags, process),
    search: { maxRate, precision, budget, resume },
  };
  return runShown(request, flags.json === true, stop, terminal);
}
