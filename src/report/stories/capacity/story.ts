import type { ChartSeries } from '../../../result/chart-series.ts';
import type { Result } from '../../../result/result.ts';
import type { Answer, Decision } from '../../head.ts';
import { openDetail, openDoubts } from '../run/comment.ts';
import { peaksSentence } from '../run/gives-way/cause.ts';
import type { RunStory } from '../run/run-story.ts';
import { SHOWN_LAST, shownDoubts } from '../run/screen.ts';
import {
  EVIDENCE,
  nextSection,
  objectivesSection,
  observationsSection,
  provenanceSection,
  trustSection,
} from '../run/sections.ts';
import type { SectionOf } from '../run/told.ts';
import { adviceOf } from '../stages/advice.ts';
import { failedChecks, nextAnswer, whyNot } from '../stages/answers.ts';
import { decisionOf } from '../stages/decision.ts';
import { rulerFrom } from '../stages/ruler.ts';
import { capacityAdvice } from './advice.ts';
import { capacityAnswers, capacityNext } from './answers.ts';
import { capacityChecks } from './checks.ts';
import { courseChart, invalidHatches, phaseBands } from './course-chart.ts';
import { crossingCharts } from './crossing-charts.ts';
import { openCrossings, shownCrossings } from './crossings.ts';
import { capacityDecision } from './decision.ts';
import { capacityMarks, capacitySegments } from './ruler.ts';
import { scalingChart } from './scaling-chart.ts';
import { capacitySections } from './sections.ts';
import { capacitySentences } from './sentences.ts';
import { foreignReasons, leftOpen, type Standing } from './standing.ts';
import { capacityParts, capacityTables } from './tables.ts';

/** A capacity search: how much is carried, what gives way first, how that was found. */
export function capacityStory(result: Result, series: ChartSeries, standing: Standing): RunStory {
  const tables = capacityTables(standing, result.estimates);
  const { search } = standing;
  return {
    decision: searchDecision(result, standing),
    ruler: rulerFrom(
      result,
      'rate',
      capacitySegments(result, standing),
      capacityMarks(result, standing),
      search.tierRate,
    ),
    answers: answers(result, standing),
    opening: [openDoubts, openDetail, () => openCrossings(standing)],
    parts: capacityParts(tables),
    // A search goes through many loads: by stage there is nothing to compare.
    matrix: undefined,
    validity: capacityChecks(result, standing),
    estimates: capacitySentences(result.estimates),
    observations: [peaksSentence(series)].filter(Boolean),
    recommendations: searchAdvice(result, standing),
    stages: { columns: [], rows: [] },
    // A search without a tier promises what it found, and is judged by no objective.
    unjudged: false,
    pictures: ['crossing', 'scaling', 'course'],
    // The loads at which objectives give way say it all: no objective is listed.
    screen: [shownDoubts, () => shownCrossings(standing), ...SHOWN_LAST],
    charts: [...crossingCharts(standing), scalingChart(standing), courseChart(standing)].filter(
      (chart) => chart !== undefined,
    ),
    bands: phaseBands(search.probes),
    hatches: invalidHatches(search.probes),
    order: orderOf(result, capacitySections(standing, tables)),
  };
}

function orderOf({ verdict }: Result, own: ReturnType<typeof capacitySections>): readonly SectionOf[] {
  const behaviour: readonly SectionOf[] = [own.scaling, own.course, own.time, ...EVIDENCE];
  return verdict === 'inconclusive'
    ? [trustSection, nextSection, own.crossing, ...behaviour, objectivesSection, provenanceSection]
    : [
        own.crossing,
        objectivesSection,
        observationsSection,
        nextSection,
        ...behaviour,
        trustSection,
        provenanceSection,
      ];
}

/** What is promised; where nothing was measured, the same as of any run. */
export function searchDecision(result: Result, standing: Standing): Decision {
  return result.measured ? capacityDecision(result, standing) : decisionOf(result);
}

/** What a search found out about itself it advises on itself, with its numbers. */
export function searchAdvice(result: Result, standing: Standing): string[] {
  return [...adviceOf(foreignReasons(result)), ...capacityAdvice(result, standing)];
}

function answers(result: Result, standing: Standing): Answer[] {
  const known = capacityAnswers(result, standing);
  const next = nextAnswer(result, capacityNext(standing), searchAdvice(result, standing));
  if (result.verdict !== 'inconclusive') return [...known, next];
  return [whyNot(result, leftOpen(result) ? 'It is left open' : failedChecks(result)), ...known, next];
}
