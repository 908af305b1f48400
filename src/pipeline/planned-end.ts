import { plannedStop } from '../judge/planned-stop.ts';
import type { Timeline } from '../metrics/timeline.ts';
import type { RunRecord } from '../result/record.ts';

/**
 * Asks, once for every window of the plan that is over, whether the load should end before its plan does. Give it each
 * second as it comes; it answers with the reason, or undefined.
 */
export function plannedEnd(record: RunRecord, timeline: Timeline): (second: number) => string | undefined {
  const stop = plannedStop(record, timeline);
  let asked = 0;
  return (second) => {
    const windows = Math.floor((second - timeline.offset) / record.plan.window);
    if (windows <= asked) return undefined;
    asked = windows;
    return stop();
  };
}
