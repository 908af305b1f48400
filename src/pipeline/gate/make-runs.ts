import { RunError, UserError } from '../../errors.ts';
import { type JudgedRun, judgedRun } from '../../gate/judged-run.ts';
import { UNJUDGED } from '../../gate/outcome.ts';
import { endsAll } from '../../judge/exit-code.ts';
import type { Speak } from '../../measure/live.ts';
import type { Progress } from '../../measure/observer.ts';
import type { Stop } from '../../measure/stop.ts';
import { refusalOf } from '../../units/system-error.ts';
import { type RunOutcome, run } from '../run.ts';
import type { Leg } from './legs.ts';

/** The runs of a leg, and what kept others from being made. */
export interface MadeRuns {
  readonly runs: readonly JudgedRun[];
  readonly failure: { readonly code: number; readonly text: string; readonly error: UserError | RunError } | null;
}

/** Makes one run and judges it, as `loadkit run` does. */
export type MakeRun = (...of: Parameters<typeof run>) => Promise<Pick<RunOutcome, 'result' | 'exitCode'>>;

/** How a gate shows what it does. */
export interface GateTold {
  readonly tell: (progress: Progress) => void;
  readonly speak: Speak;
}

/**
 * Makes the runs that a leg still needs beside those that are there: one that is not valid is made again, `retries`
 * times at most. Ends at a wish to stop, and at what would end the next run, too.
 */
export async function makeRuns(
  leg: Leg,
  there: readonly JudgedRun[],
  stop: Stop,
  { tell, speak }: GateTold,
  make: MakeRun = run,
): Promise<MadeRuns> {
  const runs = [...there];
  const valid = () => runs.filter((one) => one.told.valid).length;
  for (let retries = leg.retries; valid() < leg.repeats && !stop.wish.aborted; ) {
    tell({ kind: 'note', text: `${leg.scenario} at ${leg.tier}: run ${valid() + 1} of ${leg.repeats}` });
    try {
      const { result, exitCode } = await make(leg.request, stop, tell, speak);
      const judged = judgedRun(result, leg.request.failOn);
      runs.push(judged);
      if (endsAll(exitCode, result.run.endedBy)) return { runs, failure: null };
      if (judged.outcome !== UNJUDGED) continue;
    } catch (error) {
      // Nothing is known of the load that it would have sent: a bug of ours is no finding.
      if (stop.wish.aborted) return { runs, failure: null };
      const known = error instanceof UserError || error instanceof RunError ? error : machineFault(error);
      if (known === undefined) throw error;
      const problems = known instanceof UserError ? known.problems : [known.problem];
      const text = problems.map(({ what, why }) => (why ? `${what} (${why})` : what)).join('; ');
      return { runs, failure: { code: known.exitCode, text, error: known } };
    }
    if (retries === 0) return { runs, failure: null };
    retries -= 1;
    tell({ kind: 'note', text: `that run is inconclusive: another takes its place (${retries} more after that)` });
  }
  return { runs, failure: null };
}

/** What the machine refused between two runs, such as room for temporary files: those before it are judged. */
function machineFault(error: unknown): RunError | undefined {
  const refusal = refusalOf(error);
  if (!refusal) return undefined;
  const { message, path } = error as NodeJS.ErrnoException;
  return new RunError({ ...refusal, where: { file: path }, why: message }, 7);
}

/** Whether the rest of a gate would end as this leg did. */
export function endsGate({ runs, failure }: MadeRuns): boolean {
  return failure !== null || runs.some(({ told }) => endsAll(told.exitCode, told.endedBy));
}
