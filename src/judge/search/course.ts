import type { Interval } from '../../capacity/search/interval.ts';
import type { RecordLine } from '../../capacity/search-lines.ts';
import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { Findings } from './findings.ts';

/** What a search asks for at present, in requests/s. */
export interface Asking {
  readonly phase: string;
  readonly rate: number;
  /** The estimates so far, the oldest first. */
  readonly estimates: readonly Interval[];
}

/**
 * A capacity search as its record tells it, folded line by line, while it runs and when it is judged again. Each method
 * of searching has a course of its own.
 */
export interface Course {
  add(line: RecordLine | undefined): void;
  /** Seconds of load so far. */
  readonly load: number;
  /** Undefined before the first ask. */
  readonly asking: Asking | undefined;
  /** What the search comes to as far as its lines go; `timeline` is of the same lines. */
  findings(timeline: Timeline): Findings;
}
