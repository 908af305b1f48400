import { GeneratorCell } from '../metrics/generator/generator-cell.ts';
import type { Measurement } from '../plan/measurement.ts';
import type { Stage } from '../plan/plan.ts';
import { areaBetween, loadAt } from '../plan/stages.ts';
import type { Reason } from '../result/reason.ts';
import { formatNumber } from '../units/format.ts';

/** The share of the planned users that must be active, in the mean of a judged part. */
const LEAST_ACTIVE = 0.95;
/** k6 says each second how many are active; by so much later, seconds, a line may tell of it. */
const TOLD_LATE = 3;

/**
 * Whether the users of a closed stage were there: without them little is asked of the target, and all of it is
 * answered well. Pure.
 */
export function activeUsers(stage: Stage, { plan, timeline }: Measurement): Reason[] {
  const { seconds, vuSeconds, firstSecond, lastSecond } = timeline.generatorIn(stage.name) ?? new GeneratorCell();
  if (stage.load.kind !== 'users' || seconds === 0) return [];
  const [from, to] = [firstSecond - timeline.offset, lastSecond + 1 - timeline.offset];
  const planned = areaBetween(plan.stages, from, to) / (to - from);
  const most = Math.max(...[from, to - 1].map((at) => loadAt(plan.stages, at) ?? 0));
  const late = (most * TOLD_LATE) / (to - from);
  const active = vuSeconds / seconds;
  if (active + late >= LEAST_ACTIVE * planned) return [];
  return [
    {
      code: 'load-not-offered',
      stage: stage.name,
      text: `only ${formatNumber(active)} of ${formatNumber(planned)} planned users were active, in the mean`,
      next: 'see k6.log for what kept users from being active, and run again',
    },
  ];
}
