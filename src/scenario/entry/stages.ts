import exec from 'k6/execution';
import { Gauge } from 'k6/metrics';
import { thisRun } from '../this-run.ts';
import { ledger } from './ledger.ts';
import { stageAt } from './stage-at.ts';

/** loadkit's engine knows by itself when a scenario began. */
const begun = ledger ? undefined : new Gauge('loadkit_start');

/** k6 hands it what setup() returned. */
type Iteration = (data: unknown) => unknown;

/** What a VU knows: found out in every iteration anew, it would cost k6 half as much as a request does. */
interface Known {
  /** Seconds since the scenario began, by a clock that nobody sets. */
  readonly elapsed: () => number;
  /** When the stage ends, by that clock. */
  until: number;
  stage: string | undefined;
  readonly tags: Record<string, unknown>;
}

/**
 * An iteration that carries the stage in which it started in the tag `stage` of all its samples, and of which, under a
 * stock k6, the first of every VU tells when the scenario began.
 */
export function staged(iteration: Iteration): Iteration {
  const stages = thisRun?.stages;
  if (!stages) return iteration;
  let known: Known | undefined;
  return (data) => {
    known ??= { elapsed: scenarioClock(), until: 0, stage: undefined, tags: exec.vu.metrics.tags };
    const now = known.elapsed();
    if (now >= known.until) {
      const { name, until } = stageAt(stages, now);
      known.stage = name;
      known.until = until;
    }
    // Every time, because k6 takes a VU's tags away when it goes and comes back.
    if (known.stage !== undefined) known.tags['stage'] = known.stage;
    return iteration(data);
  };
}

/**
 * Seconds since the scenario began. Where only k6 tells, that moment is known by the clock on the wall alone, so that
 * this is looked at once, in the VU's first iteration; from there a monotonic clock counts on.
 */
function scenarioClock(): () => number {
  if (ledger) return ledger.elapsed;
  const { startTime } = exec.scenario;
  begun?.add(startTime);
  // k6 makes a new object with all its accessors at each look.
  const { instance } = exec;
  const before = Date.now() - startTime - instance.currentTestRunDuration;
  return () => (before + instance.currentTestRunDuration) / 1000;
}
