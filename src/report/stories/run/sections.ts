import type { Block } from '../../blocks.ts';
import type { Section } from '../../report.ts';
import { capital, GLOSSARY } from '../../words.ts';
import { alertsSection } from './alerts.ts';
import {
  adviceFinding,
  checksFinding,
  endpointsFinding,
  errorsFinding,
  objectivesFinding,
  stagesFinding,
  statementsFinding,
  timeFinding,
  trustFinding,
  watchedFinding,
} from './findings.ts';
import { givesWaySection } from './gives-way/section.ts';
import { drawn, type SectionOf, type Told } from './told.ts';
import { trendsSection } from './trends/section.ts';

const ZOOM = 'Drag over a chart to zoom; double-click to see the whole run again.';

export const objectivesSection: SectionOf = ({ model, result }) => {
  const pooled = model.objectives.filter((row) => row.pooled);
  const rows = pooled.length > 0 ? pooled : model.objectives;
  if (rows.length === 0) return undefined;
  const judged = model.verdict !== 'inconclusive';
  return {
    question: 'Does it meet its objectives?',
    finding: objectivesFinding(result),
    blocks: [
      { kind: 'bullets', rows, judged },
      ...(model.matrix ? [{ kind: 'matrix' as const, matrix: model.matrix }] : []),
    ],
  };
};

export const observationsSection: SectionOf = ({ model: { observations } }) => {
  const [first, ...others] = observations;
  if (first === undefined) return undefined;
  return { question: 'What else was seen?', finding: first, blocks: [{ kind: 'list', items: others }] };
};

export const nextSection: SectionOf = ({ model: { recommendations } }) => {
  if (recommendations.length === 0) return undefined;
  return {
    question: 'What next?',
    finding: adviceFinding(recommendations),
    blocks: [{ kind: 'steps', steps: recommendations.map((text) => ({ text, arithmetic: [] })) }],
  };
};

/** The run over time; `finding` of what was measured when. */
export function timeSection({ model }: Told, finding: string): Section | undefined {
  const blocks = drawn(model, ['behaviour', 'users'], ZOOM);
  return blocks.length > 0 ? { question: 'When, and how did it behave?', finding, blocks } : undefined;
}

export const stagesOverTimeSection: SectionOf = (told) => timeSection(told, timeFinding(told.result));

export const stagesSection: SectionOf = ({ model: { stages }, result }) => {
  if (stages.rows.length === 0) return undefined;
  const finding = stagesFinding(result);
  return { question: 'What did each stage show?', finding, blocks: [{ kind: 'table', table: stages }] };
};

/** What was seen beside the load, where anything watched. */
export const watchedSection: SectionOf = ({ model, result }) => {
  const gaps = result.caveats.filter(({ code }) => code === 'monitor-gap').map(({ text }) => capital(text));
  const list: Block[] = gaps.length > 0 ? [{ kind: 'list', items: gaps }] : [];
  const blocks = [...drawn(model, ['watched'], ZOOM), ...list];
  if (blocks.length === 0) return undefined;
  return { question: 'What did the monitors see?', finding: watchedFinding(result), blocks };
};

/** What the database did for the load, where a monitor reads statements. */
export const statementsSection: SectionOf = ({ model, result }) => {
  const { statements = [] } = result;
  if (statements.length === 0) return undefined;
  const lacks = statements.flatMap(({ monitor, missing }) =>
    missing.map((why) => `The monitor ${monitor} could not always read statements: ${why}.`),
  );
  return {
    question: 'Which statements took the time of the database?',
    finding: statementsFinding(result),
    blocks: [
      { kind: 'table', table: model.statements },
      { kind: 'list', items: lacks },
    ],
  };
};

const WHOLE_RUN = 'Latency of successful requests over the whole run.';
const SPREADS =
  'Bar from p50 to p95, hairline to p99, one logarithmic scale for all rows; latency of successful requests.';

export const endpointsSection: SectionOf = ({ model, result }) => {
  const { endpoints } = model;
  const distribution = drawn(model, ['distribution']);
  if (endpoints.rows.length === 0 && distribution.length === 0) return undefined;
  const spread = endpoints.columns.some(({ holds }) => holds === 'spread');
  const table: Block[] =
    endpoints.rows.length === 0
      ? []
      : [
          { kind: 'note', text: spread ? SPREADS : WHOLE_RUN },
          { kind: 'table', table: endpoints },
        ];
  return {
    question: 'Where is the time spent?',
    finding: endpointsFinding(result),
    blocks: [...table, ...distribution],
  };
};

/** What failed is told even where nothing did. */
export const errorsSection: SectionOf = ({ model: { errors }, result }) => ({
  question: 'What failed, and how?',
  finding: errorsFinding(result),
  blocks: [{ kind: 'errors', errors }],
});

export const checksSection: SectionOf = ({ model: { checks }, result }) => {
  if (checks.rows.length === 0) return undefined;
  const finding = checksFinding(result);
  return { question: 'Did the answers hold up?', finding, blocks: [{ kind: 'table', table: checks }] };
};

export const slowestSection: SectionOf = ({ model: { slowest } }) => {
  if (slowest.rows.length === 0) return undefined;
  return {
    question: 'Which requests were slowest?',
    finding: 'The slowest requests of the run.',
    blocks: [{ kind: 'table', table: slowest }],
  };
};

export const eventsSection: SectionOf = ({ model: { events } }) => {
  if (events.length === 0) return undefined;
  return {
    question: 'What happened meanwhile?',
    finding: 'Events during the run.',
    blocks: [{ kind: 'list', items: events }],
  };
};

export const trustSection: SectionOf = ({ model, result }) => {
  const caveats: Block[] = [
    { kind: 'heading', text: 'To bear in mind' },
    { kind: 'caveats', items: model.caveats },
  ];
  const generator = drawn(model, ['generator']);
  return {
    question: 'How far can this be trusted?',
    finding: trustFinding(result, model.validity),
    blocks: [
      { kind: 'doubts', doubts: model.reasons },
      { kind: 'checks', checks: model.validity },
      ...(model.caveats.length > 0 ? caveats : []),
      ...(generator.length > 0 ? [{ kind: 'fold' as const, title: 'The generator over time', blocks: generator }] : []),
    ],
  };
};

export const provenanceSection: SectionOf = ({ model: { facts, provenance } }) => ({
  question: 'What exactly was run?',
  finding: '',
  blocks: [
    { kind: 'fold', title: 'Provenance', blocks: [{ kind: 'facts', facts: [...facts, ...provenance] }] },
    { kind: 'fold', title: 'Words', blocks: [{ kind: 'facts', facts: GLOSSARY }] },
  ],
});

/** What every run is evidence of, in the order of reading, below what is particular to a story. */
export const EVIDENCE: readonly SectionOf[] = [
  trendsSection,
  givesWaySection,
  watchedSection,
  statementsSection,
  alertsSection,
  endpointsSection,
  errorsSection,
  checksSection,
  slowestSection,
  eventsSection,
];
