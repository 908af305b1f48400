import type { SeriesUnit } from '../../metrics/lines/lines.ts';
import type { Where } from '../../metrics/selector.ts';

/** Some samples of a page, added up: of gauges their values, of counters their rates. */
export interface PageTerm {
  readonly names: readonly string[];
  readonly where?: Where;
}

/** A metric that is read under its own name, a series for each of its label sets. */
export interface TakenRow {
  /** A name, with * for any letters; of a histogram or summary with _p99 for a quantile, _p95 without. */
  readonly take: string;
  readonly where?: Where;
  /** The labels that are kept: what differs in others is added up. Absent: all. */
  readonly by?: readonly string[];
  /** It counts since the process began, though its page does not say so. */
  readonly counter?: true;
}

/** A reading that is computed: `of`, or `of` divided by `over`, or 1 minus that. */
export interface DerivedRow {
  readonly reading: string;
  readonly unit: SeriesUnit;
  readonly of: PageTerm;
  readonly over?: PageTerm | number;
  /** What is left to 1. */
  readonly rest?: true;
  /** The labels by which series are told apart. Absent: all are added up. */
  readonly by?: readonly string[];
}

export type Row = TakenRow | DerivedRow;

/** A kind of page. */
export interface PageKind {
  readonly name: string;
  /** One of these names makes it one; * for any letters. */
  readonly marks: readonly string[];
  /** What of it matters when it is loaded. */
  readonly rows: readonly Row[];
}
