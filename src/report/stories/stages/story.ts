import type { Result } from '../../../result/result.ts';
import type { Report } from '../../report.ts';
import type { RunModel } from '../run/run-model.ts';
import {
  EVIDENCE,
  nextSection,
  objectivesSection,
  observationsSection,
  provenanceSection,
  type SectionOf,
  sectionsOf,
  stagesOverTimeSection,
  stagesSection,
  trustSection,
} from '../run/sections.ts';
import { reportOfRun } from '../run/story.ts';

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
export function stagesReport(model: RunModel, result: Result): Report {
  const order = model.verdict === 'inconclusive' ? IN_DOUBT : ORDER;
  return reportOfRun(model, result, sectionsOf({ model, result }, order));
}
