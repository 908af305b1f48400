import {
  type Block,
  type ErrorKind,
  inWords,
  type Matrix,
  type ObjectiveRow,
  statusOfRow,
  type Table,
  type TableCell,
  type Verdicts,
} from '../blocks.ts';
import { markOf } from '../words.ts';
import { columns, widthsOf, wrapped } from './layout.ts';
import { paint } from './paint.ts';

export interface TerminalLook {
  /** Columns; no line is wider. */
  readonly width: number;
  readonly colour: boolean;
}

const MOST_ERRORS = 5;

/** Blocks as lines of a terminal, one below the other, those that have nothing to show left out. */
export function linesOf(blocks: readonly Block[], look: TerminalLook): string[] {
  return blocks.flatMap((block) => blockOf(block, look));
}

/** What is drawn, and what a page shows on demand alone, is left out. */
function blockOf(block: Block, look: TerminalLook): string[] {
  const { width } = look;
  const item = (text: string) => wrapped(text, width, 2, 4);
  switch (block.kind) {
    case 'heading':
      return wrapped(block.text, width, 0, 2);
    case 'note':
      return item(block.text);
    case 'table':
      return table(block.table, width);
    case 'list':
      return block.items.flatMap((text) => item(`• ${text}`));
    case 'caveats':
      return block.items.flatMap((text) => item(`note: ${text}`));
    case 'steps':
      return block.steps.flatMap(({ text, arithmetic }) => [
        ...item(`• ${text}`),
        ...arithmetic.flatMap((line) => wrapped(line, width, 6, 8)),
      ]);
    case 'facts':
      return columns(
        block.facts.map(([name, value]) => [name, value]),
        width,
      );
    case 'checks':
      return block.checks.flatMap(({ name, found, asked, passed }) =>
        item(`${markOf(passed ? 'met' : 'critical').sign} ${name}: ${found} (asked: ${asked})`),
      );
    case 'doubts':
      return block.doubts.flatMap(({ text, next }) => wrapped(`${text}. What to do: ${next}.`, width, 2, 2));
    case 'bullets':
      return objectives(block.rows, block.judged, look);
    case 'matrix':
      return matrix(block.matrix, width);
    case 'verdicts':
      return verdicts(block.verdicts, look);
    case 'errors':
      return errors(block.errors, width);
    case 'charts':
    case 'fold':
      return [];
  }
}

/** A table, turned where it may be and is too wide as it stands. */
function table(shown: Table, width: number): string[] {
  const { head, rows } = inWords(shown, wordsOf);
  const lines = head.some((label) => label !== '') ? [head, ...rows] : rows;
  if (rows.length === 0) return [];
  if (!shown.turns || widthOf(lines) <= width) return columns(lines, width, shown.keeps);
  return columns(
    head.map((_, i) => lines.map((line) => line[i] ?? '')),
    width,
    shown.keeps,
  );
}

function wordsOf(cell: TableCell): string {
  if (typeof cell === 'string') return cell;
  if ('text' in cell) return cell.text;
  if (!('value' in cell)) return '';
  return cell.interval === '' ? cell.value : `${cell.value} (${cell.interval})`;
}

/** The width of a table with the two blanks before each column. */
function widthOf(rows: readonly (readonly string[])[]): number {
  return widthsOf(rows).reduce((sum, one) => sum + one + 2, 0);
}

/**
 * A line for each objective. Where nothing may be believed none has a zone: what was measured stands there unjudged.
 */
function objectives(rows: readonly ObjectiveRow[], judged: boolean, { width, colour }: TerminalLook): string[] {
  const states = rows.map((row) => statusOfRow(row, judged));
  const cells = rows.map(({ name, zone, target, critical, actual, interval, over, note }, i) => {
    const { sign, word } = states[i]!;
    const limit = target ?? (critical === null ? note : `critical ${critical}`);
    const beside = zone === 'no-data' ? note : interval;
    return [
      `${markOf(sign).sign} ${word}`,
      name,
      zone === 'no-data' ? '–' : actual,
      limit,
      over ?? 'all judged',
      beside && beside !== limit ? `(${beside})` : '',
    ];
  });
  return columns(cells, width, 5).map((line, i) => paint(line, states[i]!.sign, colour && states[i]!.sign !== 'met'));
}

function matrix({ stages, rows }: Matrix, width: number): string[] {
  const lines = rows.map(({ name, cells }) => [
    name,
    ...cells.map(({ text, sign }) => (sign ? `${markOf(sign).sign} ${text}` : text)),
  ]);
  return columns([['Objective', ...stages.map(({ name }) => name)], ...lines], width);
}

function verdicts({ rows }: Verdicts, { width, colour }: TerminalLook): string[] {
  return rows.flatMap(({ name, sign, word, says }) =>
    wrapped(`${markOf(sign).sign} ${name} ${word}: ${says}`, width, 2, 4).map((line) =>
      paint(line, sign, colour && sign !== 'met'),
    ),
  );
}

function errors(all: readonly ErrorKind[], width: number): string[] {
  return all
    .slice(0, MOST_ERRORS)
    .flatMap(({ title, examples: [example] }) => wrapped(example ? `${title}, e.g. ${example}` : title, width, 2, 4));
}
