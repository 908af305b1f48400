import type { ObjectiveRow } from '../blocks.ts';
import { code, shortened } from '../escape.ts';
import type { RunModel } from '../stories/run/run-model.ts';
import { markOf, whole } from '../words.ts';
import { blocksOf } from './blocks.ts';
import { chartImages } from './charts.ts';
import { bullets, cell, grid, sentence, symbolOf, tableOf } from './text.ts';

const MOST_STAGES = 12;
const MOST_ERRORS = 10;
const LONGEST_VALUE = 300;
const NONE = 'None.';

/**
 * The load test report of the operations guides (summary, results by metric, target, actual and status, observations,
 * recommendations), with what it leaves out: stages, endpoints, errors, validity, provenance. Paragraphs of Markdown.
 */
export function guideReport(model: RunModel): string[] {
  const pooled = model.objectives.filter((row) => row.pooled);
  const staged = model.objectives.filter((row) => !row.pooled);
  const status = statusIn(model);
  const observations = [...model.estimates, ...model.observations, ...model.caveats, ...model.events];
  const failed = model.checks.rows.filter((row) => row[2] !== '0');
  return [
    ...section('Summary', bullets(summary(model))),
    ...section('Results', results(pooled, status) || 'No objective was judged.'),
    ...section('Objectives by stage', byStage(staged, status)),
    ...model.parts.flatMap(({ title, blocks }) => section(title, blocksOf(blocks))),
    ...section('Observations', bullets(observations.map(whole).map(sentence)) || NONE),
    ...section('Recommendations', bullets(model.recommendations.map(sentence)) || NONE),
    ...section('Stages', tableOf(model.stages)),
    ...section('Charts', chartImages(model)),
    ...section('Endpoints', tableOf(model.endpoints)),
    ...section('Failed checks', tableOf({ ...model.checks, rows: failed })),
    ...section('Errors', errors(model)),
    ...section('Validity', bullets(model.reasons.map(({ text, next }) => sentence(`${text}. What to do: ${next}.`)))),
    ...section(
      'Where the numbers come from',
      bullets(model.provenance.map(([label, value]) => `${label}: ${literal(value)}`)),
    ),
  ];
}

function section(title: string, content: string): string[] {
  return content ? [`## ${title}`, content] : [];
}

function summary({ verdict, title, facts }: RunModel): string[] {
  const said = facts.map(([label, value]) => `${label}: ${value.includes('://') ? literal(value) : sentence(value)}`);
  return [`Verdict: ${symbolOf(verdict)} ${markOf(verdict).word}`, `Scenario: ${sentence(title)}`, ...said];
}

/** Text of others, shown as it is. */
function literal(text: string): string {
  return code(shortened(text, LONGEST_VALUE));
}

/** The symbol and word of a line; a doubtful measurement has no zones. */
type Status = (row: ObjectiveRow) => { readonly sign: string; readonly word: string };

function statusIn({ verdict }: RunModel): Status {
  if (verdict === 'inconclusive') return () => ({ sign: symbolOf(verdict), word: 'not judged' });
  return ({ zone, counts }) => ({
    sign: symbolOf(zone),
    word: counts ? markOf(zone).word : `${markOf(zone).word}, beyond the verdict`,
  });
}

function results(rows: readonly ObjectiveRow[], status: Status): string {
  const cells = rows.map((row) => {
    const { sign, word } = status(row);
    const over = row.over === 'all judged' ? '' : `, ${cell(row.over)}`;
    const value = row.interval ? `${cell(row.actual)} [${cell(row.interval)}]` : cell(row.actual);
    const target = row.target === '–' ? `critical ${row.critical}` : row.target;
    const note = row.note ? ` (${cell(row.note)})` : '';
    return [
      `${cell(row.name)}: ${cell(row.measure)}${over}`,
      cell(target),
      `${value}, n ${row.samples}${note}`,
      `${sign} ${word}`,
    ];
  });
  return grid(['Metric', 'Target', 'Actual', 'Status'], cells);
}

/** A row for each objective, a column for each stage: whoever reads along a row sees where it breaks. */
function byStage(rows: readonly ObjectiveRow[], status: Status): string {
  const all = [...new Set(rows.map(({ over }) => over))];
  const stages = all.slice(0, MOST_STAGES);
  const key = ({ name, source, measure }: ObjectiveRow) => JSON.stringify([name, source, measure]);
  // Of what has no data at any stage the results say so.
  const known = new Set(rows.filter(({ zone }) => zone !== 'no-data').map(key));
  if (known.size === 0) return '';
  const lines = [...known].map((objective) => {
    const own = rows.filter((row) => key(row) === objective);
    const values = stages.map((stage) => {
      const row = own.find(({ over }) => over === stage);
      return row ? `${status(row).sign} ${cell(row.actual)}` : '–';
    });
    return [cell(own[0]!.name), ...values];
  });
  const beyond = all.filter((stage) => rows.every(({ over, counts }) => over !== stage || !counts));
  const said = [
    beyond.length > 0 ? `The verdict does not rest on ${beyond.map(cell).join(', ')}.` : '',
    all.length > MOST_STAGES ? `${all.length - MOST_STAGES} more stages in report.html.` : '',
  ];
  return [grid(['Objective', ...stages.map(cell)], lines), said.filter(Boolean).join(' ')].filter(Boolean).join('\n\n');
}

function errors({ errors: all }: RunModel): string {
  const items = all.slice(0, MOST_ERRORS).map(({ title, examples: [example] }) => {
    return example === undefined
      ? sentence(title)
      : `${sentence(title)}, e.g. ${sentence(shortened(example, LONGEST_VALUE))}`;
  });
  const more = all.length > MOST_ERRORS ? [`${all.length - MOST_ERRORS} more kinds in report.html`] : [];
  return bullets([...items, ...more]);
}
