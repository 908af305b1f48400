import { type Matrix, type ObjectiveRow, statusOfRow } from '../blocks.ts';
import { cell, grid, symbolOf } from './text.ts';

const MOST_STAGES = 12;

/** Objectives as a table: what was asked, what was measured, and what became of it. */
export function objectivesGrid(rows: readonly ObjectiveRow[], judged: boolean, whole: string): string {
  const cells = rows.map((row) => {
    const { name, measure, over, actual, interval, samples, note } = row;
    const value = interval ? `${cell(actual)} [${cell(interval)}]` : cell(actual);
    return [
      `${cell(name)}: ${cell(measure)}${over === null ? '' : `, ${cell(over)}`}`,
      cell(row.target ?? (row.critical === null ? '–' : `critical ${row.critical}`)),
      `${value}, n ${samples}${note ? ` (${cell(note)})` : ''}`,
      statusOf(row, judged),
    ];
  });
  return grid(['Metric', 'Target', 'Actual', 'Status'], cells, whole);
}

function statusOf(row: ObjectiveRow, judged: boolean): string {
  const { sign, word } = statusOfRow(row, judged);
  return `${symbolOf(sign)} ${word}${row.counts || !judged ? '' : ', beyond the verdict'}`;
}

/** A row for each objective, a column for each stage: whoever reads along a row sees where it breaks. */
export function matrixGrid({ stages, rows }: Matrix, whole: string): string {
  // Of what has no data at any stage the objectives say so.
  const known = rows.filter(({ cells }) => cells.some(({ sign }) => sign !== null && sign !== 'no-data'));
  if (known.length === 0) return '';
  const shown = stages.slice(0, MOST_STAGES);
  const lines = known.map(({ name, cells }) => [
    cell(name),
    ...cells.slice(0, MOST_STAGES).map(({ text, sign }) => (sign ? `${symbolOf(sign)} ${cell(text)}` : cell(text))),
  ]);
  const beyond = stages.filter(({ counts }) => !counts).map(({ name }) => cell(name));
  const said = [
    beyond.length > 0 ? `The verdict does not rest on ${beyond.join(', ')}.` : '',
    stages.length > MOST_STAGES ? `${stages.length - MOST_STAGES} more stages in ${whole}.` : '',
  ];
  const table = grid(['Objective', ...shown.map(({ name }) => cell(name))], lines, whole);
  return [table, said.filter(Boolean).join(' ')].filter(Boolean).join('\n\n');
}
