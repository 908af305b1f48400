import exec from 'k6/execution';
import { Gauge } from 'k6/metrics';
import { run } from './run.ts';
import { stageAt } from './stage-at.ts';

const begun = new Gauge('loadkit_start');

/** k6 hands it what setup() returned. */
type Iteration = (data: unknown) => unknown;

/** What a VU knows: found out in every iteration anew, it would cost k6 half as much as a request does. */
interface Known {
  /** When the scenario began, and when the stage ends, in milliseconds since the epoch. */
  readonly start: number;
  until: number;
  stage: string | undefined;
  readonly tags: Record<string, unknown>;
}

/**
 * An iteration that carries the stage in which it started in the tag `stage` of all its samples, and of which the
 * first of every VU tells the engine when the scenario began.
 */
export function staged(iteration: Iteration): Iteration {
  const stages = run?.stages;
  if (!stages) return iteration;
  let known: Known | undefined;
  return (data) => {
    known ??= lookUp();
    const now = Date.now();
    if (now >= known.until) {
      const { name, until } = stageAt(stages, (now - known.start) / 1000);
      known.stage = name;
      known.until = known.start + until * 1000;
    }
    // Every time, because k6 takes a VU's tags away when it goes and comes back.
    if (known.stage !== undefined) known.tags['stage'] = known.stage;
    return iteration(data);
  };
}

function lookUp(): Known {
  const start = exec.scenario.startTime;
  begun.add(start);
  return { start, until: 0, stage: undefined, tags: exec.vu.metrics.tags };
}
