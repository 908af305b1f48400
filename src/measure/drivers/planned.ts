import { plannedStop } from '../../judge/watch/planned-stop.ts';
import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { RunRecord } from '../../result/record.ts';
import type { Recording } from '../recording.ts';
import type { Driver } from './driver.ts';
import { onePlan, type Pilot } from './one-plan.ts';

/** A run of the load that its plan says. */
export function plannedDriver(record: RunRecord, { timeline }: Recording): Driver {
  return onePlan(record.plan, plannedEnd(record, timeline));
}

/** Asks, once for every window of the plan that is over, whether the load should end before its plan does. */
export function plannedEnd(record: RunRecord, timeline: Timeline): Pilot {
  const stop = plannedStop(record, timeline);
  let asked = 0;
  let ended: string | undefined;
  return {
    see(line) {
      if (line.t !== 'gen') return;
      const windows = Math.floor((line.s - timeline.offset) / record.plan.window);
      if (windows <= asked) return;
      asked = windows;
      ended = stop();
    },
    ending: () => ended,
    land: () => undefined,
  };
}
