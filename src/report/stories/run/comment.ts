import type { ObjectiveResult } from '../../../objectives/result.ts';
import type { Result } from '../../../result/result.ts';
import { formatNumber, formatSpan } from '../../../units/format.ts';
import { type Block, columnsOf, type Matrix, type MatrixCell, type TableCell } from '../../blocks.ts';
import { actualText, intervalText, limitText } from '../../limits.ts';
import { type Comment, type Part, part, type Section } from '../../report.ts';
import { mostUrgent } from '../../urgency.ts';
import { besideText, markOf, plural, statusOf, whole } from '../../words.ts';
import { alertsSection } from './alerts.ts';
import { givesWaySection } from './gives-way/section.ts';
import type { RunModel } from './run-model.ts';
import type { RunStory } from './run-story.ts';
import { statementsSection } from './sections.ts';
import { checkTable } from './tables.ts';
import { type BlocksOf, drawn, type SectionOf, type Told } from './told.ts';
import { trendsSection } from './trends/section.ts';

/** Of what a comment opens with, so many are shown. */
export const MOST_OPEN = 6;

/**
 * A run as a comment: what its story opens with and what to do next; everything else folded, in the shape of the
 * operations guides' load test report.
 */
export function runComment(told: Told, story: RunStory): Comment {
  const { model, result } = told;
  return {
    subject: result.run.scenario,
    parts: [
      { title: '', blocks: story.opening.flatMap((of) => of(told)) },
      { title: 'Next', blocks: [{ kind: 'list', items: model.recommendations }] },
    ],
    folded: {
      title: 'All objectives, stages, endpoints, errors, and where the numbers come from',
      blocks: [],
      parts: guideParts(told, story),
    },
    foot: footOf(model, result),
  };
}

/** What run it was, and that there are doubts: whoever reads no further must know of them. */
function footOf({ title, caveats }: RunModel, { run }: Result): Comment['foot'] {
  const scaled = run.timeScale === 1 ? '' : ` (time-scale ${formatNumber(run.timeScale)})`;
  return [
    ['', title],
    ['', `${formatSpan(run.duration)}${scaled}`],
    ...(caveats.length > 0 ? [['', plural(caveats.length, String(caveats.length), 'caveat')] as const] : []),
    ['run', run.id, 'literal'],
  ];
}

/**
 * The load test report of the operations guides (summary, results by metric, target, actual and status, observations,
 * recommendations), with what it leaves out: stages, endpoints, errors, validity, provenance.
 */
function guideParts({ model, result }: Told, { parts, pictures }: RunStory): Part[] {
  const pooled = model.objectives.filter((row) => row.pooled);
  const observations = [...model.estimates, ...model.observations, ...model.caveats, ...model.events];
  const failed = { checks: result.checks.filter(({ fails }) => fails > 0) };
  const none: Block = { kind: 'note', text: 'None.' };
  const list = (items: readonly string[]): Block => (items.length > 0 ? { kind: 'list', items } : none);
  return [
    part('Summary', {
      kind: 'facts',
      facts: [['Verdict', markOf(model.verdict).word], ['Scenario', model.title], ...model.facts],
    }),
    part(
      'Results',
      pooled.length > 0
        ? { kind: 'bullets', rows: pooled, judged: model.verdict !== 'inconclusive' }
        : { kind: 'note', text: 'No objective was judged.' },
    ),
    ...(model.matrix ? [part('Objectives by stage', { kind: 'matrix', matrix: shownIn(model, model.matrix) })] : []),
    ...parts,
    part('Observations', list(observations.map(whole))),
    part('Recommendations', list(model.recommendations)),
    part('Stages', { kind: 'table', table: model.stages }),
    ...WATCHED.flatMap((of) => watchedPart(of({ model, result }))),
    part('Charts', ...drawn(model, pictures)),
    part('Endpoints', { kind: 'table', table: model.endpoints }),
    part('Failed checks', { kind: 'table', table: checkTable(failed) }),
    part('Errors', { kind: 'errors', errors: model.errors }),
    part('Validity', { kind: 'doubts', doubts: model.reasons }),
    part('Where the numbers come from', { kind: 'facts', facts: model.provenance }),
  ];
}

/** What was seen on the target's side, as the page tells it. */
const WATCHED: readonly SectionOf[] = [givesWaySection, trendsSection, statementsSection, alertsSection];

/** A section without its charts: a comment shows those of the load. */
function watchedPart(section: Section | undefined): Part[] {
  if (!section) return [];
  const blocks = section.blocks.filter(({ kind }) => kind !== 'charts');
  return [part(section.question, { kind: 'note', text: section.finding }, ...blocks)];
}

/** By stages, too, a doubtful measurement has no zones where only a part of it is read. */
function shownIn({ verdict }: RunModel, matrix: Matrix): Matrix {
  if (verdict !== 'inconclusive') return matrix;
  const unjudged = ({ text, sign }: MatrixCell): MatrixCell => ({
    text,
    sign: sign === null || sign === 'no-data' ? sign : verdict,
  });
  return { ...matrix, rows: matrix.rows.map((row) => ({ ...row, cells: row.cells.map(unjudged) })) };
}

/** Why there is no verdict. No zone of a doubtful measurement is shown: it would be believed. */
export const openDoubts: BlocksOf = ({ model: { reasons } }) => {
  const texts = reasons.map(({ text }) => text);
  const more = texts.length > MOST_OPEN ? [`${texts.length - MOST_OPEN} more reasons below`] : [];
  return [{ kind: 'list', items: [...texts.slice(0, MOST_OPEN), ...more] }];
};

/** What the decision rests on. */
export const openDetail: BlocksOf = ({ model: { decision } }) => [{ kind: 'note', text: decision.detail }];

/** One row for each objective, the worst first. */
export const openUrgent: BlocksOf = ({ result: { objectives } }) => {
  const lines = mostUrgent(objectives);
  const rows = lines.slice(0, MOST_OPEN).map((line): TableCell[] => [
    {
      text: `${line.name}${line.stage === null ? '' : `, ${line.stage}`}${besideOf(line)}`,
      sign: statusOf(line).sign,
    },
    limitsOf(line),
    measured(line),
  ]);
  return [{ kind: 'table', table: { columns: columnsOf(['Objective', 'Limit', 'Actual']), rows } }, ...rest(lines)];
};

/** ` (a warning)` */
function besideOf(line: ObjectiveResult): string {
  const text = besideText(line);
  return text === '' ? '' : ` (${text})`;
}

/** How many are not among those that are open. */
export function rest(all: readonly unknown[]): Block[] {
  return all.length > MOST_OPEN ? [{ kind: 'note', text: `${all.length - MOST_OPEN} more below.` }] : [];
}

/** What was promised, and of what is critical the limit that it broke. */
function limitsOf({ target, critical, unit, zone }: ObjectiveResult): string {
  const broken = target === null || (zone === 'critical' && critical !== null);
  const texts = [target && limitText(target, unit), broken && `critical ${limitText(critical, unit)}`];
  return texts.filter(Boolean).join(', ');
}

function measured(line: ObjectiveResult): TableCell {
  if (line.zone === 'no-data') return line.note ? `no data: ${line.note}` : 'no data';
  const { window } = line;
  if (window) {
    const { width, broken, judged } = window;
    return `at worst ${actualText(line)}; ${broken} of ${judged} windows of ${formatSpan(width)} broken`;
  }
  return { value: actualText(line), interval: intervalText(line) };
}
