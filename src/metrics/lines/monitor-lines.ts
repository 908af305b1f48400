/** The lines that only monitors write, beside their greeting, series and frames (docs/record.md, several sources). */

/** A monitor could not take the reading that was due at this second. */
export interface GapLine {
  readonly t: 'gap';
  readonly s: number;
  readonly reason: string;
}

/** What a monitor saw happen to the target that nobody announced. */
export interface NoticedLine {
  readonly t: 'noticed';
  readonly s: number;
  readonly kind: 'restart' | 'scaling';
  /** What shows it: `process_start_time_seconds rose`, `replicas went from 2 to 3`. */
  readonly text: string;
}

/** How often a statement of a database was carried out, and the seconds that this took, since the reading before. */
export type StatementGrowth = readonly [id: number, calls: number, seconds: number];

/** What the statements of a database grew by in the `over` seconds before this second, or why that is not known. */
export interface StatementsLine {
  readonly t: 'statements';
  readonly s: number;
  readonly over?: number;
  /** Of statements that are named for the first time. */
  readonly texts?: readonly (readonly [id: number, text: string])[];
  readonly of?: readonly StatementGrowth[];
  /** Of all others together. */
  readonly others?: readonly [calls: number, seconds: number];
  readonly missing?: string;
}
