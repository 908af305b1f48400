import type { Bits } from '../histogram/histogram.ts';
import type { CensusLine } from './census-line.ts';
import type { GapLine, NoticedLine, StatementsLine } from './monitor-lines.ts';

/** The lines of a timeline, as docs/record.md defines them. */

export type MetricType = 'counter' | 'gauge' | 'rate' | 'trend';
/** `ratio` and `per second` only of monitors: what k6 counts says so by its type. */
export type SeriesUnit = 'seconds' | 'bytes' | 'ratio' | 'per second' | 'none';

/** The first line of a source: who it is, and when its own second 0 was. */
export type Hello = EngineHello | MonitorHello;

interface Greeting {
  readonly t: 'hello';
  readonly v: 1;
  readonly start: string;
  /** The second of the record at which its second 0 lies; absent: the same. */
  readonly at?: number;
}

/** Of what watches the target beside the load. */
export interface MonitorHello extends Greeting {
  /** What the configuration calls it. */
  readonly monitor: string;
  /** Seconds from one reading to the next; absent: 1. */
  readonly every?: number;
  /** Whether it watches what the load goes to; absent: nobody knows. */
  readonly watches?: Watches;
}

/**
 * What a monitor watches. `target`: the configuration says that it is all that serves the load; `replica`: it was seen
 * to be what serves the target's address, one replica of it; `other`: the configuration says that it is something else;
 * `generator`: loadkit itself is among it, or it is of loadkit's machine and the target is elsewhere.
 */
export const WATCHES = ['target', 'replica', 'other', 'generator'] as const;
export type Watches = (typeof WATCHES)[number];

export interface EngineHello extends Greeting {
  readonly k6: string;
  /** Of the engine. */
  readonly version: string;
  readonly pid: number;
  readonly cores: number;
  readonly pressureOf: 'cgroup' | 'host' | null;
}

export interface Series {
  readonly t: 'series';
  readonly id: number;
  readonly metric: string;
  readonly type: MetricType;
  readonly unit: SeriesUnit;
  readonly bits?: Bits;
  readonly tags: Readonly<Record<string, string>>;
  /** The names of the tags that the bound on series took from its samples: of these it knows nothing. `*`: of all. */
  readonly folded?: readonly string[];
  /** Of a monitor's readings: the largest that they can say, which stands for all beyond it. */
  readonly bound?: number;
}

/** `[id, count, …]`; what follows depends on the series' type. */
export type EncodedFrame = readonly [number, number, ...(number | readonly number[])[]];

export interface FrameLine {
  readonly t: 'frame';
  readonly s: number;
  readonly d: readonly EncodedFrame[];
}

/** `[count, sum, min, max, histogram]` */
export type EncodedTrend = readonly [number, number, number, number, readonly number[]];

export interface GeneratorLine {
  readonly t: 'gen';
  readonly s: number;
  readonly cpu: number | null;
  readonly rss: number | null;
  readonly vus: number;
  readonly vusMax: number;
  readonly busy: number | null;
  /** Share of the second in which some task waited for a CPU, those that a CPU quota held back with them. */
  readonly pressure: number | null;
  /**
   * Seconds for which CPU quotas held tasks of other control groups back, added up over the CPUs; absent of records
   * before it was measured.
   */
  readonly throttled?: number | null;
  /** Share of the host's CPU time that its hypervisor gave to others. */
  readonly steal?: number | null;
  /**
   * Seconds for which the generator's threads were ready and waited for a CPU, and how often one of them was given one.
   */
  readonly runDelay?: number | null;
  readonly slices?: number | null;
  /** How late the canary was woken, beat by beat (5 bits); absent of a stock k6. */
  readonly canary?: EncodedTrend;
  readonly scheduled?: number;
  readonly started?: number;
  readonly dropped?: number;
  readonly late?: EncodedTrend;
  /**
   * Iterations and HTTP requests: begun and ended in this second, in flight at its end; absent of a k6 that keeps no
   * ledger.
   */
  readonly iterations?: FlowOfSecond;
  readonly requests?: FlowOfSecond;
}

export type FlowOfSecond = readonly [begun: number, ended: number, inFlight: number];

export interface Mark {
  readonly t: 'mark';
  readonly scenario: string;
  readonly at: number;
}

export interface Exemplar {
  readonly t: 'exemplar';
  readonly s: number;
  readonly id: number;
  readonly kind: 'slow' | 'error';
  readonly value: number;
  readonly url: string;
  readonly method: string;
  readonly status: string;
  readonly error: string;
  readonly code: string;
  readonly vu?: string;
  readonly iter?: string;
  /** The request's W3C traceparent header, or a bare trace-id; empty: it was not traced. */
  readonly traceparent?: string;
}

export interface End {
  readonly t: 'end';
  readonly s: number;
  readonly totals: readonly (readonly [number, number, number])[];
  readonly other: number;
  readonly invalid: number;
  /**
   * Of a stock k6: samples that its summary counts and that never came, and those of metrics whose type nobody told.
   */
  readonly lost?: number;
  readonly untyped?: Readonly<Record<string, number>>;
  /** Of loadkit's engine: everything that began, and what became of it. */
  readonly ledger?: LedgerTotals;
  /**
   * From the beginning of the first iteration that ended to the last sample, seconds: what rates of the whole run are
   * of.
   */
  readonly span?: readonly [from: number, to: number];
}

/** What the engine's ledger counted: started = ended + cut off, of iterations and of HTTP requests. */
export interface LedgerTotals {
  /** `ended` includes those that threw. `threw`: exceptions that k6 logged. */
  readonly iterations: {
    readonly started: number;
    readonly ended: number;
    readonly threw: number;
    readonly cutOff: number;
  };
  /**
   * `redirects`: answers that point elsewhere; `followed`: requests that followed one; `endless`: k6 gave the chain up.
   */
  readonly requests: {
    readonly started: number;
    readonly ended: number;
    readonly cutOff: number;
    readonly redirects: number;
    readonly followed: number;
    readonly endless: number;
  };
}

/** A metric that has thresholds, as k6 judged it at the end of the test. */
export interface ThresholdsOf {
  /** As the script's options name it: `http_req_duration{name:/x}`. */
  readonly metric: string;
  /** Empty where nobody knows. */
  readonly type: MetricType | '';
  readonly unit: SeriesUnit | '';
  /** Whether no sample was added to it; null: nobody knows, as in the summary of a stock k6. */
  readonly empty: boolean | null;
  /** Null where k6 does not count them: counters and gauges. */
  readonly samples: number | null;
  /** What k6 compared, by its own names: `p(95)`, `rate`; base units. */
  readonly values: Readonly<Record<string, number>>;
  readonly thresholds: readonly { readonly source: string; readonly failed: boolean; readonly abortOnFail?: boolean }[];
}

/** A request came that the ceiling on what is sent held back: so many came within so long, seconds. */
interface ExceededLine {
  readonly t: 'exceeded';
  readonly s: number;
  readonly requests: number;
  readonly within: number;
}

/** What lies at a second, and so in a window and a stage. */
export type PlacedLine = FrameLine | GeneratorLine | StatementsLine;

/** What k6 made of the script's thresholds, on which its exit code 99 rests. */
export interface ThresholdsLine {
  readonly t: 'thresholds';
  readonly of: readonly ThresholdsOf[];
}

/** Something that happened during the run, in engine seconds. */
export interface EventLine {
  readonly t: 'event';
  readonly s: number;
  readonly kind: string;
  readonly text: string;
}

/** The command of an event of the record was started, at a moment of the record. `event`: its place in the list. */
export interface CommandLine {
  readonly t: 'command';
  readonly s: number;
  readonly event: number;
}

/**
 * How it came to its end: by itself (`ended`, with a code or a signal), it could not be started, took longer than it
 * may, or was ended since the load was over or somebody wished to stop.
 */
export interface CommandedLine {
  readonly t: 'commanded';
  readonly s: number;
  readonly event: number;
  readonly outcome: 'ended' | 'not-started' | 'overdue' | 'stopped';
  readonly code: number | null;
  readonly signal: string | null;
  /** What it wrote, or why it could not be started; the last of it, as one line in which nothing acts. */
  readonly output: string;
}

/** What ended a run (docs/record.md). `loadkit`: nobody wrote a closing line. */
type EndedBy =
  | 'plan'
  | 'SIGINT'
  | 'SIGTERM'
  | 'threshold'
  | 'kill-switch'
  | 'guard-rail'
  | 'script'
  | 'setup'
  | 'refused'
  | 'engine'
  | 'disk'
  | 'loadkit';

/** The last line of a record whose writer lived to its end. */
export interface Close {
  readonly t: 'close';
  readonly state: 'complete' | 'aborted' | 'crashed';
  readonly endedBy: EndedBy;
  readonly s: number;
  readonly endedAt: string;
  readonly exit: number | null;
  readonly signal: string | null;
  readonly reason: string;
}

/** The lines that are loadkit's own and never come from an engine. */
export type OwnLine = EventLine | CommandLine | CommandedLine | Close;
export type EngineLine =
  | Hello
  | Series
  | FrameLine
  | GeneratorLine
  | CensusLine
  | Mark
  | Exemplar
  | ThresholdsLine
  | ExceededLine
  | GapLine
  | NoticedLine
  | StatementsLine
  | End;
/**
 * A line as it is kept: those of a source name it, so that those of several can be told apart and added. Absent: source
 * 0.
 */
export type TimelineLine = (EngineLine & { readonly source?: number }) | OwnLine;

/** A line of a capacity search (capacity/search-lines.ts), of which no timeline folds anything. */
export interface OtherLine {
  readonly t: 'ask' | 'searched' | 'trial' | 'tried' | 'earlier';
}
