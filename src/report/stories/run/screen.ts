import type { Block, Table } from '../../blocks.ts';
import { meaningOf, saysAlready } from '../../words.ts';
import type { RunModel } from './run-model.ts';
import type { BlocksOf } from './told.ts';

// What a terminal shows of a run, piece by piece: a story chooses among them.

/** Why it may not be believed. The first reason stands in the decision of an inconclusive run. */
export const shownDoubts: BlocksOf = ({ model: { reasons, verdict } }) => [
  { kind: 'doubts', doubts: reasons.slice(verdict === 'inconclusive' ? 1 : 0) },
];

/** The objectives on which the verdict rests, and what those that nobody wrote ask. */
export const shownObjectives: BlocksOf = ({ model: { objectives, verdict } }) => {
  const rows = objectives.filter(({ counts }) => counts);
  const meant = new Set(rows.flatMap((row) => (meaningOf(row) ? [`${row.name}: ${meaningOf(row)}`] : [])));
  return [
    { kind: 'bullets', rows, judged: verdict !== 'inconclusive' },
    ...[...meant].map((text): Block => ({ kind: 'note', text })),
  ];
};

/** The stages, where there are several. */
export const shownStages: BlocksOf = ({ model: { stages } }) =>
  stages.rows.length > 1 ? [{ kind: 'table', table: zoneThird(stages) }] : [];

/** The zone beside the load, so that a narrow terminal drops figures and not the answer. */
function zoneThird({ columns, rows }: Table): Table {
  const moved = <T>(cells: readonly T[]): T[] => [...cells.slice(0, 2), ...cells.slice(-1), ...cells.slice(2, -1)];
  return { columns: moved(columns), rows: rows.map(moved), keeps: 3 };
}

/** What follows, beside what stands above it. */
export const shownSentences: BlocksOf = ({ model }) => [
  { kind: 'list', items: unsaid(model, [...model.estimates, ...model.observations, ...model.recommendations]) },
];

export const shownErrors: BlocksOf = ({ model: { errors } }) => [{ kind: 'errors', errors }];

export const shownCaveats: BlocksOf = ({ model }) => [{ kind: 'caveats', items: unsaid(model, model.caveats) }];

/** What every run's screen ends with. */
export const SHOWN_LAST: readonly BlocksOf[] = [shownSentences, shownErrors, shownCaveats];

/** Of these sentences those that neither the decision nor a reason says. */
function unsaid({ decision, reasons }: RunModel, texts: readonly string[]): string[] {
  const above = [decision.headline, decision.detail, ...reasons.map(({ text, next }) => `${text}. ${next}`)].join('\n');
  return texts.filter((text) => !saysAlready(above, text));
}
