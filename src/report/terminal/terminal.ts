import stringWidth from 'fast-string-width';
import type { Verdict } from '../../result/vocabulary.ts';
import { visible } from '../../visible.ts';
import { inWords } from '../blocks.ts';
import { shortened } from '../escape.ts';
import type { Crossing, RunModel } from '../stories/run/run-model.ts';
import { markOf, meaningOf, saysAlready } from '../words.ts';
import { paint } from './paint.ts';

export interface TerminalView {
  /** Columns; no line is wider. */
  readonly width: number;
  readonly colour: boolean;
  /** Paths of the reports that were written. */
  readonly files: readonly string[];
}

/** The result as it stands on stdout after a run. */
export function terminalReport(model: RunModel, view: TerminalView): string {
  const { width, colour, files } = view;
  const { sign } = markOf(model.verdict);
  const out: string[] = [''];
  const say = (text: string, indent = 2, hang = indent) => out.push(...wrapped(text, width, indent, hang));
  const head = wrapped(`${sign} ${model.decision.headline}`, width, 0, 2);
  out.push(...head.map((line) => paint(line, model.verdict, colour)));
  if (model.decision.detail) say(model.decision.detail);
  // The first stands in the decision of an inconclusive run.
  for (const { text, next } of model.reasons.slice(model.verdict === 'inconclusive' ? 1 : 0))
    say(`${text}. What to do: ${next}.`);
  if (model.crossings.length > 0) out.push('', ...crossings(model.crossings, width));
  const counted = model.listed;
  if (counted.length > 0) out.push('', ...objectives(counted, model.verdict, view));
  const meant = new Set(counted.flatMap((row) => (meaningOf(row) ? `${row.name}: ${meaningOf(row)}` : [])));
  for (const text of meant) say(text, 2, 4);
  if (model.stages.rows.length > 1) out.push('', ...stages(model, width));
  const { headline, detail } = model.decision;
  const above = [headline, detail, ...model.reasons.map(({ text, next }) => `${text}. ${next}`)].join('\n');
  const said = (text: string) => saysAlready(above, text);
  const bullets = [...model.estimates, ...model.observations, ...model.recommendations].filter((text) => !said(text));
  if (bullets.length > 0) out.push('');
  for (const text of bullets) say(`• ${text}`, 2, 4);
  if (model.errors.length > 0) out.push('');
  for (const { title, examples } of model.errors.slice(0, 5))
    say(`${title}${examples[0] ? `, e.g. ${examples[0]}` : ''}`, 2, 4);
  const notes = model.caveats.filter((text) => !said(text));
  if (notes.length > 0) out.push('');
  for (const text of notes) say(`note: ${text}`, 2, 4);
  if (files.length > 0)
    out.push(
      '',
      ...files.filter((file) => !/series\.json$|[/\\]charts[/\\]/.test(file)).map((file) => `  ${visible(file)}`),
    );
  return `${out.join('\n')}\n`;
}

/**
 * A line for each objective. Where nothing may be believed none has a zone: what was measured stands there unjudged.
 */
function objectives(rows: RunModel['objectives'], verdict: Verdict, { width, colour }: TerminalView): string[] {
  const zones = rows.map(({ zone }) => (verdict === 'inconclusive' && zone !== 'no-data' ? verdict : zone));
  const cells = rows.map((row, i) => {
    const { sign, word } = markOf(zones[i]!);
    const limit = row.target !== '–' ? row.target : row.critical !== '–' ? `critical ${row.critical}` : row.note;
    const beside = row.zone === 'no-data' ? row.note : row.interval;
    return [
      `${sign} ${zones[i] === 'inconclusive' ? 'not judged' : word}`,
      row.name,
      row.zone === 'no-data' ? '–' : row.actual,
      limit,
      row.over,
      beside && beside !== limit ? `(${beside})` : '',
    ];
  });
  return columns(cells, width, 5).map((line, i) => paint(line, zones[i]!, colour && zones[i] !== 'met'));
}

/** Where each objective gives way. */
function crossings(all: readonly Crossing[], width: number): string[] {
  const cells = all.map(({ name, limit, at, point, interval, binds }) => [
    binds ? '> binds' : '',
    name,
    point ? `at ${at}` : at,
    interval ? `(${interval})` : '',
    limit,
  ]);
  return columns(cells, width, 3);
}

/** The stage table with the zone beside the load, so that a narrow terminal drops figures and not the answer. */
function stages({ stages: shown }: RunModel, width: number): string[] {
  const { head, rows } = inWords(shown);
  const reordered = [head, ...rows].map(([stage = '', load = '', ...rest]) => [
    stage,
    load,
    rest.at(-1) ?? '',
    ...rest.slice(0, -1),
  ]);
  return columns(reordered, width, 3);
}

/**
 * Aligned columns. Where the terminal is too narrow, those beyond the first `needed` go first, then the widest is
 * shortened.
 */
export function columns(rows: readonly (readonly string[])[], width: number, needed = 2): string[] {
  const shown = rows.map((row) => row.map(visible));
  const count = Math.max(0, ...shown.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, i) => Math.max(...shown.map((row) => stringWidth(row[i] ?? ''))));
  const total = () => widths.reduce((sum, w) => sum + w + 2, 0);
  while (total() > width && widths.length > needed) widths.pop();
  while (total() > width && Math.max(...widths) > 12) widths[widths.indexOf(Math.max(...widths))]! -= 1;
  while (total() > width && widths.length > 2) widths.pop();
  return shown.map((row) => clipped(`  ${widths.map((w, i) => padded(row[i] ?? '', w)).join('  ')}`.trimEnd(), width));
}

function padded(text: string, width: number): string {
  const cut = clipped(text, width);
  return cut + ' '.repeat(Math.max(0, width - stringWidth(cut)));
}

/** More code points than any line holds, however many of them combine. */
const MOST_POINTS = 4000;

/** A text in at most `width` columns; of a longer one as much as fits. */
function clipped(line: string, width: number): string {
  if (stringWidth(line) <= width) return line;
  // By halves: a name may have 100 kB.
  let [fits, exceeds] = [1, Math.min([...line].length, MOST_POINTS) + 1];
  while (exceeds - fits > 1) {
    const middle = (fits + exceeds) >> 1;
    if (stringWidth(shortened(line, middle)) <= width) fits = middle;
    else exceeds = middle;
  }
  return shortened(line, fits);
}

/** Words wrapped into lines of at most `width` columns; a longer word is broken. */
export function wrapped(content: string, width: number, indent: number, hang: number): string[] {
  const lines: string[] = [];
  let line = ' '.repeat(indent);
  /** The columns that it takes. */
  let taken = indent;
  let empty = true;
  const flush = () => {
    lines.push(line);
    taken = Math.min(hang, Math.max(0, width - 8));
    line = ' '.repeat(taken);
    empty = true;
  };
  for (const word of visible(content).split(/\s+/).filter(Boolean)) {
    const points = [...word];
    for (let at = 0; at < points.length; ) {
      const room = width - taken - (empty ? 0 : 1);
      // Of a word of 100 kB, to measure what is left for each line would take minutes.
      const rest = points.length - at > MOST_POINTS ? null : points.slice(at).join('');
      const columns = rest === null ? null : stringWidth(rest);
      if (columns !== null && columns <= room) {
        line += empty ? rest : ` ${rest}`;
        taken += columns + (empty ? 0 : 1);
        empty = false;
        break;
      }
      if (!empty) {
        flush();
        continue;
      }
      const take = Math.max(1, Math.floor(room / 2));
      line += points.slice(at, at + take).join('');
      at += take;
      flush();
    }
  }
  if (!empty) lines.push(line);
  return lines;
}
