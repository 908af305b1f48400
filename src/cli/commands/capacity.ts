import { run as runPipeline } from '../../pipeline/pipeline.ts';
import type { SearchWish, Stop } from '../../pipeline/request.ts';
import { printOutcome } from '../outcome.ts';
import { type PlanFlags, requestOf } from '../plan-flags.ts';
import type { Terminal } from '../terminal.ts';

/** The scenario whose journey is searched where none is named. */
const SCENARIO = 'load';

type CapacityFlags = PlanFlags & SearchWish & { readonly json?: true };

/** `loadkit capacity`: searches the highest rate that meets the objectives, prints what it found, returns the exit code. */
export async function capacity(
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
  const outcome = await runPipeline(
    request,
    stop,
    (progress) => {
      if (progress.kind === 'note') terminal.err(`${terminal.safe(progress.text)}\n`);
    },
    'plain',
  );
  printOutcome(outcome, flags.json === true, terminal);
  return outcome.exitCode;
}
