import type { ChartSeries } from '../../result/chart-series.ts';
import type { Result } from '../../result/result.ts';
import type { Report } from '../report.ts';
import { standingOf } from './capacity/standing.ts';
import { capacityReport } from './capacity/story.ts';
import { runModel } from './run/model.ts';
import { stagesReport } from './stages/story.ts';

/** The report of a run, by the story of its kind. Pure. */
export function reportOf(result: Result, series: ChartSeries): Report {
  const standing = standingOf(result);
  const model = runModel(result, series);
  return standing ? capacityReport(model, result, standing) : stagesReport(model, result);
}
