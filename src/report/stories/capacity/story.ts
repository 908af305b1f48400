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
  trustSection,
} from '../run/sections.ts';
import { reportOfRun } from '../run/story.ts';
import { capacitySections } from './sections.ts';
import type { Standing } from './standing.ts';
import { capacityTables } from './tables.ts';

/** A capacity search: how much is carried, what gives way first, how that was found. */
export function capacityReport(model: RunModel, result: Result, standing: Standing): Report {
  const { crossing, scaling, course, time } = capacitySections(standing, capacityTables(standing, result.estimates));
  const behaviour: readonly SectionOf[] = [scaling, course, time, ...EVIDENCE];
  const order =
    model.verdict === 'inconclusive'
      ? [trustSection, nextSection, crossing, ...behaviour, objectivesSection, provenanceSection]
      : [crossing, objectivesSection, observationsSection, nextSection, ...behaviour, trustSection, provenanceSection];
  return reportOfRun(model, result, sectionsOf({ model, result }, order));
}
