import exec from 'k6/execution';
import { Gauge } from 'k6/metrics';
import { run } from './run.ts';
import { stageAt } from './stage-at.ts';

const begun = new Gauge('loadkit_start');

type Iteration = (...args: unknown[]) => unknown;

/** What a VU finds out once: looked up anew it would cost every iteration a third of what a request costs. */
interface Known {
  /** When the scenario began, in milliseconds since the epoch. */
  readonly start: number;
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
  return (...args) => {
    known ??= lookUp();
    const stage = stageAt(stages, (Date.now() - known.start) / 1000);
    // Every time, because k6 takes a VU's tags away when it goes and comes back.
    if (stage !== undefined) known.tags['stage'] = stage;
    return iteration(...args);
  };
}

function lookUp(): Known {
  const start = exec.scenario.startTime;
  begun.add(start);
  return { start, tags: exec.vu.metrics.tags };
}
