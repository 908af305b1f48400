import type { Stack } from '../../charts/chart.ts';
import type { ReportModel, Section, SectionId } from '../../report-model.ts';

export type Findings = Readonly<Record<SectionId, string>>;

const QUESTIONS: Findings = {
  objectives: 'Does it meet its objectives?',
  crossing: 'How much does it carry, and what gives way first?',
  observations: 'What else was seen?',
  next: 'What next?',
  scaling: 'How does it scale?',
  course: 'How was the capacity found?',
  time: 'When, and how did it behave?',
  stages: 'What did each stage show?',
  endpoints: 'Where is the time spent?',
  errors: 'What failed, and how?',
  checks: 'Did the answers hold up?',
  slowest: 'Which requests were slowest?',
  events: 'What happened meanwhile?',
  trust: 'How far can this be trusted?',
  provenance: 'What exactly was run?',
};

const EVIDENCE: readonly SectionId[] = [
  'scaling',
  'course',
  'time',
  'stages',
  'endpoints',
  'errors',
  'checks',
  'slowest',
  'events',
];
const ORDER: readonly SectionId[] = [
  'crossing',
  'objectives',
  'observations',
  'next',
  ...EVIDENCE,
  'trust',
  'provenance',
];
/** Without a verdict, trust comes first and the objectives, unjudged, last. */
const IN_DOUBT: readonly SectionId[] = ['trust', 'next', 'crossing', ...EVIDENCE, 'objectives', 'provenance'];

/** The sections of a report that have something to show, in the order of reading. */
export function sectionsOf(model: Omit<ReportModel, 'sections'>, findings: Findings): Section[] {
  const order = model.verdict === 'inconclusive' ? IN_DOUBT : ORDER;
  return order.filter((id) => isAsked(id, model)).map((id) => ({ id, question: QUESTIONS[id], finding: findings[id] }));
}

/** Nothing is left out that was asked for: what failed is told even where nothing did. */
function isAsked(id: SectionId, model: Omit<ReportModel, 'sections'>): boolean {
  const drawn = (...stacks: Stack[]) => model.charts.some(({ stack }) => stacks.includes(stack));
  const { capacity } = model;
  switch (id) {
    case 'objectives':
      return model.objectives.length > 0;
    case 'crossing':
      return capacity !== undefined;
    case 'observations':
      return model.observations.length > 0;
    case 'next':
      return model.recommendations.length > 0;
    case 'scaling':
      return capacity !== undefined && (capacity.scaling.rows.length > 0 || capacity.points.rows.length > 0);
    case 'course':
      return capacity !== undefined && capacity.probes.rows.length > 0;
    case 'time':
      return drawn('behaviour', 'users');
    case 'stages':
      return model.stages.rows.length > 0;
    case 'endpoints':
      return model.endpoints.rows.length > 0 || drawn('distribution');
    case 'checks':
      return model.checks.rows.length > 0;
    case 'slowest':
      return model.slowest.rows.length > 0;
    case 'events':
      return model.events.length > 0;
    case 'errors':
    case 'trust':
    case 'provenance':
      return true;
  }
}
