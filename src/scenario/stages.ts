import exec from 'k6/execution';
import { Gauge } from 'k6/metrics';
import { run } from './run.ts';
import { stageAt } from './stage-at.ts';

const begun = new Gauge('loadkit_start');

type Iteration = (...args: unknown[]) => unknown;

/**
 * An iteration that carries the stage in which it started in the tag `stage` of all its samples, and of which the
 * scenario's first tells the engine when the scenario began.
 */
export function staged(iteration: Iteration): Iteration {
  const stages = run?.stages;
  if (!stages) return iteration;
  return (...args) => {
    const { startTime, iterationInTest } = exec.scenario;
    const stage = stageAt(stages, (Date.now() - startTime) / 1000);
    if (stage !== undefined) exec.vu.metrics.tags['stage'] = stage;
    if (iterationInTest === 0) begun.add(startTime);
    return iteration(...args);
  };
}
