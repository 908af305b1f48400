import type { CensusLine } from '../metrics/lines/census-line.ts';
import { isLine, KINDS_OF_LINES, type KindsOfLines, parseLine } from '../metrics/lines/kinds-of-lines.ts';
import type { GeneratorLine, Hello, TimelineLine } from '../metrics/lines/lines.ts';
import {
  amount,
  count,
  type FieldCheck,
  flag,
  has,
  maybe,
  number,
  oneOf,
  second,
  text,
} from '../metrics/lines/shape.ts';
import type { RecordedState } from './search/judged-search.ts';
import type { EndReason } from './search/outcome.ts';
import type { Ask } from './search/search-state.ts';
import type { TrialAsk } from './trials/trial.ts';

/** The lines by which a capacity search says in its record what it decided (docs/record.md). */

/** What a capacity search asked for, where it decided so, and what it remembered then (docs/record.md). */
export interface AskLine {
  readonly t: 'ask';
  readonly s: number;
  /** The number of its batch in the census. */
  readonly batch: number;
  readonly ask: Ask;
  /** Null while only a hold is under way. */
  readonly state: RecordedState | null;
}

/** The end of a capacity search. */
export interface SearchedLine {
  readonly t: 'searched';
  readonly s: number;
  readonly reason: EndReason;
  /** Seconds by the clock on the wall since the command began. */
  readonly elapsed: number;
}

/**
 * A trial of a search by trials: the lines that follow, up to the next one, are those of its k6, with their times
 * counted on from second `s` and its number as `source` (docs/record.md).
 */
export interface TrialLine {
  readonly t: 'trial';
  readonly s: number;
  readonly trial: number;
  readonly ask: TrialAsk;
}

/** A trial came to its end: what ended before second `to` counts. Missing where it was cut short. */
export interface TriedLine {
  readonly t: 'tried';
  readonly s: number;
  readonly trial: number;
  readonly to: number;
}

/** A line of the search that this one goes on from; its times and batches count backwards from this one's start. */
export interface EarlierLine {
  readonly t: 'earlier';
  readonly line: CensusLine | AskLine | GeneratorLine | Hello;
}

export type SearchLine = AskLine | SearchedLine | TrialLine | TriedLine | EarlierLine;
/** A line of a record: of its timeline, or of the search that it is of. */
export type RecordLine = TimelineLine | SearchLine;

const integer: FieldCheck = Number.isInteger;
const ask = has({
  phase: text,
  rate: amount,
  seconds: amount,
  watched: flag,
  side: maybe(oneOf(-1, 1)),
  block: maybe(integer),
});
const trialAsk = has({ phase: text, rate: amount, leastSeconds: amount, mostSeconds: amount, batchSeconds: amount });
const state = maybe(has({ phase: has({ name: text }) }));
const EARLIER: ReadonlySet<string> = new Set(['census', 'ask', 'gen', 'hello'] satisfies EarlierLine['line']['t'][]);

const KINDS_OF_SEARCH: KindsOfLines<SearchLine> = {
  ask: { of: 'loadkit', check: has({ s: second, batch: integer, ask, state }) },
  searched: { of: 'loadkit', check: has({ s: second, reason: text, elapsed: number }) },
  trial: { of: 'loadkit', check: has({ s: second, trial: count, ask: trialAsk }) },
  tried: { of: 'loadkit', check: has({ s: second, trial: count, to: number }) },
  earlier: { of: 'loadkit', check: has({ line: (line) => isRecordLine(line) && EARLIER.has(line.t) }) },
};

const KINDS: KindsOfLines<RecordLine> = { ...KINDS_OF_LINES, ...KINDS_OF_SEARCH };

function isRecordLine(value: unknown): value is RecordLine {
  return isLine(KINDS, value);
}

/** Reads one line of a record. Undefined when it is not one of ours: the caller counts it. */
export function parseRecordLine(line: string): RecordLine | undefined {
  return parseLine(KINDS, line);
}
