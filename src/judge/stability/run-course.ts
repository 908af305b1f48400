import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { Measurement } from '../../plan/measurement.ts';
import type { ChartSeries } from '../../result/chart-series.ts';
import { isOfGenerator } from '../../result/reason.ts';
import type { Result } from '../../result/result.ts';
import { loadLevels } from '../../stability/load-levels.ts';
import type { Looks, RunCourse } from '../../stability/run-course.ts';
import { utilisations } from '../../stability/use/utilisation.ts';
import { isRateLimited } from '../caveats/rate-limit.ts';
import { loadWindows } from './load-windows.ts';
import { steadyLoad } from './steady-load.ts';

const READ_BACK = { metric: 'read_back', where: {} };

/** What the judges of stability read of a run: of a plan and of a search the same. */
export function runCourseOf(
  measurement: Measurement,
  series: ChartSeries,
  { stages, validity, recovery, events }: Pick<Result, 'stages' | 'validity' | 'recovery'> & Pick<RunCourse, 'events'>,
): RunCourse {
  const { timeline, plan, asked } = measurement;
  const spoilt = new Set(stages.filter(({ valid }) => !valid).map(({ name }) => name));
  const whole = validity.reasons.find(({ stage, code }) => stage === null && isOfGenerator(code));
  const watched = series.watched.filter(({ of }) => of !== 'generator');
  const windows = loadWindows(measurement, series, spoilt);
  const levels = loadLevels(windows);
  return {
    bin: series.bin,
    windows,
    levels,
    watched,
    uses: utilisations(watched, asked, levels, windows),
    monitors: timeline.monitors.filter(({ ofTarget }) => ofTarget).length,
    objectives: asked,
    timeScale: plan.timeScale,
    steady: steadyLoad(plan, series.windows * series.bin),
    restarts: restartsIn(timeline),
    events,
    recovery,
    readBack: looksOf(timeline),
    rateLimited: isRateLimited(timeline),
    generatorDoubt: whole?.text,
  };
}

/** When the processes that a monitor watches began anew. */
function restartsIn({ happened, offset }: Timeline): RunCourse['restarts'] {
  const restarts = happened.noticed.filter(({ kind }) => kind === 'restart');
  return restarts.map(({ s, monitor }) => ({ monitor, at: s - offset })).sort((a, b) => a.at - b.at);
}

function looksOf(timeline: Timeline): Looks | undefined {
  const cell = timeline.total(READ_BACK);
  return cell && { looks: cell.count, wrong: cell.count - cell.sum };
}
