import type { ChartSeries } from '../../result/chart-series.ts';
import type { Result } from '../../result/result.ts';
import type { Report } from '../report.ts';
import { standingOf } from './capacity/standing.ts';
import { capacityStory } from './capacity/story.ts';
import { modelOf } from './run/model.ts';
import type { RunModel } from './run/run-model.ts';
import type { RunStory } from './run/run-story.ts';
import { sectionsOf } from './run/sections.ts';
import { reportOfRun } from './run/story.ts';
import { stagesStory } from './stages/story.ts';

/** The story of a run: the one place that asks which kind it is. */
function storyOf(result: Result, series: ChartSeries): RunStory {
  const standing = standingOf(result);
  return standing ? capacityStory(result, standing) : stagesStory(result, series);
}

/** A run in words, by the story of its kind. Pure. */
export function runModel(result: Result, series: ChartSeries): RunModel {
  return modelOf(result, series, storyOf(result, series));
}

/** The report of a run, by the story of its kind; `change`: what is said otherwise. Pure. */
export function reportOf(result: Result, series: ChartSeries, change: Partial<RunModel> = {}): Report {
  const story = storyOf(result, series);
  const model = { ...modelOf(result, series, story), ...change };
  return reportOfRun(model, result, sectionsOf({ model, result }, story.order));
}
