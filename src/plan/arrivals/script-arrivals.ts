import { type ExecutorLoad, executorsOf } from '../executors.ts';
import type { Measurement } from '../measurement.ts';
import { criticalLatency, iterationLimit } from '../users.ts';
import { pausesIn } from './pauses.ts';

/** What became of the iterations that a scenario of a plain script was to start. */
export interface ScriptArrivals extends ExecutorLoad {
  readonly started: number;
  readonly dropped: number;
  /** Those that came due as its executor counted them; null where none did, or several together. */
  readonly scheduled: number | null;
  /**
   * Whether the dropped tell about the target: its users could carry the rate with iterations as long as the limits
   * allow and as the script pauses.
   */
  readonly targets: boolean;
}

/**
 * The scenarios of a plain script that say how many iterations they start. k6 counts those for which no user was free,
 * or for which the time did not suffice, as dropped. What began and was cut off has started.
 */
export function scriptArrivals({ plan, timeline, asked }: Measurement): ScriptArrivals[] {
  const sum = (metric: string, scenario: string) => {
    const cell = timeline.total({ metric, where: { scenario } });
    return (metric === 'iterations_cut_off' ? cell?.count : cell?.sum) ?? 0;
  };
  const iterations = timeline.total({ metric: 'iterations', where: {} })?.sum ?? 0;
  const requests = timeline.total({ metric: 'http_reqs', where: {} })?.sum ?? 0;
  const pauses = pausesIn({ plan, timeline });
  const limit = iterationLimit(iterations > 0 ? requests / iterations : 1, criticalLatency(asked), pauses);
  const loads = executorsOf(plan.options);
  const { counted, scheduled } = timeline.generator;
  const alone = counted && loads.filter(({ random }) => random).length === 1;
  return loads
    .filter(({ due }) => due !== null)
    .map((load) => ({
      ...load,
      started: sum('iterations', load.scenario) + sum('iterations_cut_off', load.scenario),
      dropped: sum('dropped_iterations', load.scenario),
      scheduled: load.random && alone ? scheduled : null,
      targets: load.arrives && load.users >= load.peak * limit,
    }));
}
