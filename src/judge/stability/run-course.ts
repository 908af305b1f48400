import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { Measurement } from '../../plan/measurement.ts';
import type { ChartSeries } from '../../result/chart-series.ts';
import type { Result } from '../../result/result.ts';
import type { Looks, RunCourse } from '../../stability/run-course.ts';
import { loadWindows } from './load-windows.ts';
import { steadyLoad } from './steady-load.ts';

const READ_BACK = { metric: 'read_back', where: {} };

/** What the judges of stability read of a run: of a plan and of a search the same. */
export function runCourseOf(
  measurement: Measurement,
  series: ChartSeries,
  { stages, validity, recovery }: Pick<Result, 'stages' | 'validity' | 'recovery'>,
): RunCourse {
  const { timeline, plan, asked } = measurement;
  const spoilt = new Set(stages.filter(({ valid }) => !valid).map(({ name }) => name));
  const whole = validity.reasons.find(({ stage }) => stage === null);
  return {
    bin: series.bin,
    windows: loadWindows(measurement, series, spoilt),
    watched: series.watched,
    monitors: timeline.monitors.length,
    objectives: asked,
    timeScale: plan.timeScale,
    steady: steadyLoad(plan, series.windows * series.bin),
    restarts: [],
    recovery,
    readBack: looksOf(timeline),
    generatorDoubt: whole?.text,
  };
}

function looksOf(timeline: Timeline): Looks | undefined {
  const cell = timeline.total(READ_BACK);
  return cell && { looks: cell.count, wrong: cell.count - cell.sum };
}
