import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { Plan, Stage } from '../plan.ts';
import { dropsAreTargets } from '../users.ts';
import { pausesIn } from './pauses.ts';

/** What became of the arrivals of a stage's judged part. */
export interface Arrivals {
  readonly scheduled: number;
  readonly started: number;
  readonly dropped: number;
  /** Whether the dropped tell about the target, and so count as bad. */
  readonly targets: boolean;
}

/**
 * The arrivals of a stage. Our executor counts them itself; of k6's own only what was completed and what was dropped is
 * known, so that started may be a little less than it was. Undefined without an arrival rate, and where nothing was
 * heard of the stage.
 */
export function arrivalsOf(stage: Stage, plan: Plan, timeline: Timeline): Arrivals | undefined {
  const cell = timeline.generatorIn(stage.name);
  if (!cell || plan.arrivals === null) return undefined;
  const targets = dropsAreTargets(plan, stage, cell.vusAllocated, pausesIn({ plan, timeline }));
  if (cell.counted) return { scheduled: cell.scheduled, started: cell.started, dropped: cell.dropped, targets };
  const sum = (metric: string) => timeline.judged({ metric, where: {} }, [stage.name])?.sum ?? 0;
  const [started, dropped] = [sum('iterations'), sum('dropped_iterations')];
  return { scheduled: started + dropped, started, dropped, targets };
}
