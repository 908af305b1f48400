import type { RecordLine } from '../capacity/search-lines.ts';
import { messageOf } from '../errors.ts';
import { formatSpan } from '../units/format.ts';
import { refusalOf } from '../units/system-error.ts';
import { MissedReading, type Monitor, type Notice, type Reading } from './monitor.ts';
import { Noticing } from './noticing.ts';
import { ReadingLines } from './reading-lines.ts';
import { StatementLines } from './statement-lines.ts';

/** Sources of monitors are counted from here: engines come before. */
const FIRST_SOURCE = 1000;
/** A timer may fire so many seconds early. */
const EARLY = 0.005;
/** Of one monitor so many are kept. */
const MOST_NOTICES = 50;

/** What a watch needs of the run that it goes beside. */
export interface WatchGiven {
  /** Keeps a line of the record. */
  readonly put: (line: RecordLine) => Promise<void>;
  /** Takes secrets out of a line. */
  readonly redact: (line: RecordLine) => RecordLine;
  readonly say: (text: string) => void;
  /** Keeps an event of the record. */
  readonly note: (kind: string, text: string) => Promise<void>;
  /** Seconds by a steady clock since any moment. */
  readonly elapsed: () => number;
}

/**
 * Lets the monitors of a run read, each at its own interval, from the engine's greeting on. A reading counts for the
 * second at which it was due, and where it `lasts` for those that fall due while it is taken. One that fails, or is still
 * under way when the next is due, is a gap of the record with its reason; nothing piles up, and the run goes on.
 */
export class Watch {
  readonly #given: WatchGiven;
  readonly #watched: readonly Watched[];
  readonly #over = new AbortController();
  #begun = false;

  constructor(monitors: readonly Monitor[], given: WatchGiven) {
    this.#given = given;
    this.#watched = monitors.map((monitor, i) => new Watched(monitor, FIRST_SOURCE + i, given, this.#over.signal));
  }

  /** Second 0 of the record is now; `start`: the same by the wall clock (ISO 8601). Only the first call counts. */
  begin(start: string): void {
    if (this.#begun || this.#over.signal.aborted) return;
    this.#begun = true;
    const zero = this.#given.elapsed();
    for (const watched of this.#watched) watched.begin(start, zero);
  }

  /** No more is read. What is under way is given up, but for what it knows by then, and is no gap. */
  async end(): Promise<void> {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    await Promise.all(this.#watched.map((watched) => watched.end()));
  }
}

/** One monitor while it reads. */
class Watched {
  readonly #monitor: Monitor;
  readonly #source: number;
  readonly #given: WatchGiven;
  readonly #over: AbortSignal;
  readonly #lines: ReadingLines;
  readonly #statements = new StatementLines();
  readonly #said = new Set<string>();
  readonly #noticing = new Noticing();
  #notices = 0;
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | undefined;
  /** The seconds that fell due while it reads. */
  #meanwhile: number[] = [];

  constructor(monitor: Monitor, source: number, given: WatchGiven, over: AbortSignal) {
    this.#monitor = monitor;
    this.#source = source;
    this.#given = given;
    this.#over = over;
    this.#lines = new ReadingLines(monitor);
  }

  begin(start: string, zero: number): void {
    const { name, every } = this.#monitor;
    const watches = this.#monitor.watches?.();
    const more = { ...(every === 1 ? {} : { every }), ...(watches === undefined ? {} : { watches }) };
    this.#put({ t: 'hello', v: 1, monitor: name, start, ...more, source: this.#source });
    this.#wait(0, zero);
  }

  async end(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#reading;
    const { leftOut } = this.#lines;
    if (leftOut !== undefined) await this.#given.note('monitor', leftOut);
    this.#monitor.close?.();
  }

  /** Reads at a second of the record, and again at every interval after it. */
  #wait(second: number, zero: number): void {
    const now = () => this.#given.elapsed() - zero;
    this.#timer = setTimeout(
      () => {
        let due = second;
        // What loadkit itself was too late for was read by nobody.
        for (; due + this.#monitor.every <= now() + EARLY; due += this.#monitor.every)
          this.#missed(due, 'loadkit stood still');
        this.#due(due);
        this.#wait(due + this.#monitor.every, zero);
      },
      Math.max(0, (second - now()) * 1000),
    );
  }

  #due(second: number): void {
    if (this.#reading) {
      this.#meanwhile.push(second);
      return;
    }
    this.#reading = this.#read(second).finally(() => {
      this.#reading = undefined;
    });
  }

  async #read(second: number): Promise<void> {
    try {
      this.#keep(second, await this.#monitor.read(this.#over, (what) => this.#noticed(second, what)));
    } catch (error) {
      if (error instanceof MissedReading) this.#keep(second, error.readings);
      if (!this.#over.aborted) this.#missed(second, reasonOf(error));
    }
    for (const due of this.#meanwhile.splice(0))
      this.#missed(due, `a reading took longer than its interval of ${formatSpan(this.#monitor.every)}`);
  }

  #keep(second: number, readings: readonly Reading[]): void {
    this.#frames(second, readings);
    const lasting = readings.filter(({ lasts }) => lasts);
    if (lasting.length > 0) for (const due of this.#meanwhile.splice(0)) this.#frames(due, lasting);
    if (this.#over.aborted) return;
    for (const what of this.#noticing.from(readings)) this.#noticed(second, what);
    const taken = this.#monitor.statements?.();
    if (taken === undefined) return;
    const line = this.#given.redact({ ...this.#statements.lineOf(second, taken), source: this.#source });
    this.#put(line);
    if (line.t === 'statements' && line.missing !== undefined)
      this.#given.say(`the monitor ${this.#monitor.name} reads no statements: ${line.missing}; the run goes on`);
  }

  #frames(second: number, readings: readonly Reading[]): void {
    const { lines, missing } = this.#lines.linesOf(second, readings);
    for (const line of lines) this.#put({ ...line, source: this.#source });
    for (const reason of missing) this.#missed(second, reason);
  }

  /** Something happened to the target. One that goes on and on, such as pods that start again and again, is cut short. */
  #noticed(second: number, { kind, text }: Notice): void {
    if (this.#over.aborted || this.#notices >= MOST_NOTICES) return;
    this.#notices += 1;
    const line = this.#given.redact({ t: 'noticed', s: second, kind, text, source: this.#source });
    this.#put(line);
    if (line.t === 'noticed') this.#given.say(`${kind} of the target noticed by ${this.#monitor.name}: ${line.text}`);
  }

  #missed(second: number, reason: string): void {
    const gap = this.#given.redact({ t: 'gap', s: second, reason, source: this.#source });
    this.#put(gap);
    if (this.#said.has(reason)) return;
    this.#said.add(reason);
    const told = gap.t === 'gap' ? gap.reason : '';
    this.#given.say(`the monitor ${this.#monitor.name} reads nothing: ${told}; the run goes on`);
  }

  /** The disk's refusal is the recording's to tell: this promise does not reject. */
  #put(line: RecordLine): void {
    void this.#given.put(line);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof MissedReading) return error.message;
  return refusalOf(error)?.what ?? messageOf(error);
}
