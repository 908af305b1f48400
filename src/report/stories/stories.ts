import type { FailOn } from '../../judge/exit-code.ts';
import type { ChartSeries } from '../../result/chart-series.ts';
import type { Result } from '../../result/result.ts';
import type { Report } from '../report.ts';
import { standingOf } from './capacity/standing.ts';
import { capacityStory } from './capacity/story.ts';
import { modelOf } from './run/model.ts';
import type { RunModel } from './run/run-model.ts';
import type { RunStory } from './run/run-story.ts';
import { reportOfRun } from './run/story.ts';
import { stagesStory } from './stages/story.ts';

/** The story of a run: the one place that asks which kind it is. */
function storyOf(result: Result, series: ChartSeries): RunStory {
  const standing = standingOf(result);
  return standing ? capacityStory(result, series, standing) : stagesStory(result, series);
}

/** A run in words, by the story of its kind. Pure. */
export function runModel(result: Result, series: ChartSeries): RunModel {
  return modelOf(result, series, storyOf(result, series));
}

/** The report of a run, by the story of its kind; `failOn`: the zone from which on an objective fails it. Pure. */
export function reportOf(result: Result, series: ChartSeries, failOn: FailOn = 'critical'): Report {
  const story = storyOf(result, series);
  return reportOfRun(modelOf(result, series, story), result, story, failOn);
}
