import { nothingJudged } from '../../../judge/exit-code.ts';
import type { ChartSeries } from '../../../result/chart-series.ts';
import type { Result } from '../../../result/result.ts';
import { openDetail, openDoubts, openUrgent } from '../run/comment.ts';
import { observationsOf } from '../run/observations.ts';
import type { RunStory } from '../run/run-story.ts';
import { SHOWN_LAST, shownDoubts, shownObjectives, shownStages } from '../run/screen.ts';
import {
  EVIDENCE,
  nextSection,
  objectivesSection,
  observationsSection,
  provenanceSection,
  stagesOverTimeSection,
  stagesSection,
  trustSection,
} from '../run/sections.ts';
import { stageTable } from '../run/tables.ts';
import type { SectionOf } from '../run/told.ts';
import { recommendations } from './advice.ts';
import { answersOf } from './answers.ts';
import { decisionOf } from './decision.ts';
import { estimateSentences } from './estimates.ts';
import { matrixOf } from './matrix.ts';
import { rulerOf } from './ruler.ts';
import { validityChecks } from './trust.ts';

const BEHAVIOUR: readonly SectionOf[] = [stagesOverTimeSection, stagesSection, ...EVIDENCE];
const ORDER: readonly SectionOf[] = [
  objectivesSection,
  observationsSection,
  nextSection,
  ...BEHAVIOUR,
  trustSection,
  provenanceSection,
];
/** Without a verdict, trust comes first and the objectives, unjudged, last. */
const IN_DOUBT: readonly SectionOf[] = [trustSection, nextSection, ...BEHAVIOUR, objectivesSection, provenanceSection];

/** A run through the stages of its plan: whether it meets its objectives, and what each load showed. */
export function stagesStory(result: Result, series: ChartSeries): RunStory {
  const inDoubt = result.verdict === 'inconclusive';
  return {
    decision: decisionOf(result),
    ruler: rulerOf(result),
    answers: answersOf(result),
    opening: inDoubt ? [openDoubts] : [openDetail, openUrgent],
    parts: [],
    matrix: matrixOf(result),
    validity: validityChecks(result),
    estimates: estimateSentences(result),
    observations: observationsOf(result, series),
    recommendations: recommendations(result),
    stages: stageTable(result),
    unjudged: nothingJudged(result),
    pictures: ['behaviour'],
    screen: [shownDoubts, shownObjectives, shownStages, ...SHOWN_LAST],
    charts: [],
    bands: result.stages.map(({ name, from, to }) => ({ name, from, to })),
    hatches: [],
    order: inDoubt ? IN_DOUBT : ORDER,
  };
}
