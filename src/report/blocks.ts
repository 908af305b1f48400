import type { Zone } from '../objectives/zone.ts';
import type { Bullet } from './bullets.ts';
import type { Chart } from './charts/chart.ts';
import type { Sign } from './symbols.ts';
import type { Status } from './words.ts';

/**
 * What a report is made of. The kinds are a closed set: a dialect (HTML, PDF, Markdown, the terminal) is one switch
 * over them and knows nothing of what the report is about. Whatever has nothing to show (a table without rows, a list
 * without items) is left out by every dialect.
 */
export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'table'; readonly table: Table }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** What an answer does not cover. */
  | { readonly kind: 'caveats'; readonly items: readonly string[] }
  /** What to do, in order, each with the arithmetic that it rests on. */
  | { readonly kind: 'steps'; readonly steps: readonly Step[] }
  | { readonly kind: 'facts'; readonly facts: Facts }
  | { readonly kind: 'checks'; readonly checks: readonly Check[] }
  /** Why a measurement may not be believed, and what to do. */
  | { readonly kind: 'doubts'; readonly doubts: readonly Doubt[] }
  /** Rows with bars that are scaled to their own limits; not `judged`: values without zones. */
  | { readonly kind: 'bullets'; readonly rows: readonly ObjectiveRow[]; readonly judged: boolean }
  | { readonly kind: 'matrix'; readonly matrix: Matrix }
  /** The same question answered of several things, each in a word with its sign and in a sentence. */
  | { readonly kind: 'verdicts'; readonly verdicts: Verdicts }
  /** Charts that are read together; `hint`: what a page with its script can do with them. */
  | { readonly kind: 'charts'; readonly charts: readonly Chart[]; readonly hint?: string }
  | { readonly kind: 'errors'; readonly errors: readonly ErrorKind[] }
  /**
   * What is shown on demand where that is possible, else under its title. `onPaper`: what stands there of what is too
   * long for it.
   */
  | { readonly kind: 'fold'; readonly title: string; readonly blocks: readonly Block[]; readonly onPaper?: string };

/** A name and its value; a `literal` value is text of others, shown as it is where a format has a way to do so. */
export type Fact = readonly [name: string, value: string, form?: 'literal'];
export type Facts = readonly Fact[];

export interface Step {
  readonly text: string;
  readonly arithmetic: readonly string[];
}

export interface Doubt {
  readonly text: string;
  readonly next: string;
}

export interface ErrorKind {
  readonly title: string;
  readonly examples: readonly string[];
}

/**
 * What a column holds, which decides how it stands: the row's own `name`; a `number` at the right; a `word` that does
 * not break and a `text` that may; a `remark` of sentences, which stands below the row where there is no room; and a
 * `spread`, which is drawn.
 */
export type ColumnKind = 'name' | 'number' | 'word' | 'text' | 'remark' | 'spread';

export interface Column {
  readonly label: string;
  readonly holds: ColumnKind;
}

/** A text, a text with the sign of its zone, a value with its interval, or what is drawn. */
export type TableCell = string | SignedCell | MeasuredCell | Spread;

export interface SignedCell {
  readonly text: string;
  readonly sign: Sign;
}

/** `interval` is empty where there is none. */
export interface MeasuredCell {
  readonly value: string;
  readonly interval: string;
}

/** Where no column has a label, there is no row of labels. */
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly TableCell[])[];
  /** How many of its first columns a narrow terminal keeps, two by default. */
  readonly keeps?: number;
  /** Whether a narrow terminal may turn it, a line for each column, and so leave none out. */
  readonly turns?: boolean;
}

/** Where an endpoint's percentiles lie on one logarithmic scale for all of them, 0..1. */
export interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number | null;
}

export interface Verdicts {
  /** What is answered of (`Tier`), the question, and, where there are bars, what they show. */
  readonly labels: { readonly name: string; readonly question: string; readonly bar?: string };
  readonly rows: readonly VerdictRow[];
}

export interface VerdictRow {
  readonly name: string;
  readonly sign: Sign;
  /** The answer, and why. */
  readonly word: string;
  readonly says: string;
  readonly bar?: CarriedBar;
}

/** What is carried and the peak as shares (0..1) of one scale for all rows; `spoken`: the same in words. */
export interface CarriedBar {
  readonly carried: number | null;
  readonly peak: number;
  readonly planned: number;
  readonly projected: boolean;
  readonly spoken: string;
}

/** A validity check as a row: what was found, what was asked, whether it passed. */
export interface Check {
  readonly name: string;
  readonly found: string;
  readonly asked: string;
  readonly passed: boolean;
}

export interface ObjectiveRow {
  /** By which it is known from run to run. */
  readonly id: string;
  readonly name: string;
  readonly measure: string;
  readonly source: string;
  readonly zone: Zone;
  /** What became of it, in a sign and a word; by its zone, but for a warning that was missed and what is silenced. */
  readonly status: Status;
  /** null: none was set. */
  readonly target: string | null;
  readonly critical: string | null;
  readonly actual: string;
  /** Empty where there is none. */
  readonly interval: string;
  readonly samples: string;
  /** A stage's name, or windows; null: all that is judged. */
  readonly over: string | null;
  readonly pooled: boolean;
  /** Whether it is of the part on which the verdict rests. */
  readonly counts: boolean;
  readonly note: string;
  /** Where it stands between its limits; undefined where that cannot be drawn. */
  readonly bullet: Bullet | undefined;
}

export interface MatrixCell {
  readonly text: string;
  readonly sign: Sign | null;
}

/** Objectives by stages: how each objective fared at each load. */
export interface Matrix {
  readonly stages: readonly { readonly name: string; readonly counts: boolean }[];
  readonly rows: readonly { readonly name: string; readonly limit: string; readonly cells: readonly MatrixCell[] }[];
}

/**
 * The columns of a table from their labels: the first names the row, the others hold numbers unless `kinds` says
 * otherwise.
 */
export function columnsOf(labels: readonly string[], kinds: Readonly<Record<string, ColumnKind>> = {}): Column[] {
  return labels.map((label, i) => ({ label, holds: kinds[label] ?? (i === 0 ? 'name' : 'number') }));
}

/** A table in words alone, `words` those of a cell: without the columns that are drawn. */
export function inWords(
  { columns, rows }: Table,
  words: (cell: TableCell) => string,
): { readonly head: string[]; readonly rows: string[][] } {
  const told = columns.flatMap(({ holds }, i) => (holds === 'spread' ? [] : [i]));
  return {
    head: told.map((i) => columns[i]!.label),
    rows: rows.map((row) => told.map((i) => words(row[i] ?? ''))),
  };
}

/** What a row of objectives shows: its status, or, of a measurement that is not judged, that it is not. */
export function statusOfRow({ zone, status }: ObjectiveRow, judged: boolean): Status {
  return judged || zone === 'no-data' ? status : { sign: 'inconclusive', word: 'not judged' };
}

/** All charts of these blocks, whatever they are folded into. */
export function chartsIn(blocks: readonly Block[]): Chart[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'charts') return [...block.charts];
    return block.kind === 'fold' ? chartsIn(block.blocks) : [];
  });
}
