import type { Timeline } from '../../metrics/timeline/timeline.ts';
import { loadAt } from '../../plan/stages.ts';
import type { RunRecord } from '../../result/record.ts';
import { watchRamp } from '../../slo/breakpoint.ts';
import { formatNumber } from '../../units/format.ts';
import { untilSure } from './until-sure.ts';

/**
 * Says, asked while a run goes on, why its load should end before its plan does: a breakpoint run has broken a critical
 * limit, or one that lasts until it is sure is. Undefined as long as it should go on, and for every other run. Looks at
 * seconds only of which nothing more can come.
 */
export function plannedStop(record: RunRecord, timeline: Timeline): () => string | undefined {
  const { plan, objectives } = record;
  if (plan.untilSure) {
    const sure = untilSure(record, timeline);
    return () => (sure() ? 'the load was ended: the verdict of every objective is settled (--until-sure)' : undefined);
  }
  if (plan.profile !== 'breakpoint') return () => undefined;
  const watch = watchRamp(objectives, { timeline, plan });
  return () => {
    const broken = watch(timeline.lastSecond - timeline.offset);
    if (!broken) return undefined;
    const rate = formatNumber(loadAt(plan.stages, broken.from));
    return `the load was ended: ${broken.name} was critical from ${rate} requests/s on`;
  };
}
