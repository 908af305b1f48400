import { GeneratorCell } from '../generator/generator-cell.ts';
import { Health } from '../generator/health.ts';
import { suits } from '../lines/line-check.ts';
import {
  type EncodedFrame,
  type End,
  type Hello,
  type PlacedLine,
  type Series,
  type ThresholdsLine,
  WATCHES,
  type Watches,
} from '../lines/lines.ts';
import { type Selector, tagMatches } from '../selector.ts';
import { StatementTimes } from '../statement-times.ts';
import { Cell } from './cell.ts';
import { ByStage, ByTime, type JudgedPart } from './judged-part.ts';
import type { Placing } from './placing.ts';
import { View } from './view.ts';

/** A series with what is kept of it. */
export interface Entry {
  readonly series: Series;
  readonly all: Cell;
  readonly judged: JudgedPart;
  readonly views: readonly View[];
  /** Its course over time, window by window; of a monitor's series only. */
  readonly course: View | undefined;
}

/** Of readings that could not be taken so many reasons are told apart; a monitor has a handful. */
const MOST_REASONS = 20;
const OTHER_REASONS = 'other reasons';

/** Of no iteration, and so without a stage of its own, though an engine counts it. */
const OF_NO_ITERATION: ReadonlySet<string> = new Set(['dropped_iterations']);

/**
 * Who writes lines: an engine, or a monitor beside it. The numbers of its series, its greeting, its closing totals, its
 * clock and its health are its own.
 */
export class Source {
  readonly number: number;
  /** Whether the target runs on another machine than the generator. */
  private readonly apart: boolean;
  hello: Hello | undefined;
  end: End | undefined;
  /** What its k6 made of the script's thresholds. */
  thresholds: ThresholdsLine | undefined;
  /** The last second of the record that it spoke of. */
  lastSecond = 0;
  readonly health = new Health();
  readonly entries = new Map<number, Entry>();
  /** How many readings a monitor could not take, by the reason. */
  readonly gaps = new Map<string, number>();
  /** What statements of a database took, of a monitor that reads them. */
  readonly statements = new StatementTimes();

  constructor(number: number, apart = false) {
    this.number = number;
    this.apart = apart;
  }

  /** Whether it sends load. A source that has not said what it is does. */
  get isEngine(): boolean {
    return this.hello === undefined || !('monitor' in this.hello);
  }

  /**
   * Whether a selector asks for series of its kind: of monitors, or of engines. What watches the generator's machine
   * alone says nothing of the target, and answers only where it is asked for by its name.
   */
  answers({ monitored = false, where }: Selector): boolean {
    if (monitored === this.isEngine) return false;
    return (
      this.isEngine || this.ofTarget || (where['monitor'] !== undefined && tagMatches(where['monitor'], this.monitor))
    );
  }

  /** Whether what it says may be of the target: false of a monitor of the generator's machine, where that is another. */
  get ofTarget(): boolean {
    return !(this.apart && this.watches === 'generator');
  }

  /** What the configuration calls a monitor; empty of an engine. */
  get monitor(): string {
    return this.hello && 'monitor' in this.hello ? this.hello.monitor : '';
  }

  /** Seconds from one reading of a monitor to the next. */
  get every(): number {
    return (this.hello && 'monitor' in this.hello && this.hello.every) || 1;
  }

  /** Whether a monitor watches what the load goes to; null: nobody knows. */
  get watches(): Watches | null {
    const said = this.hello && 'monitor' in this.hello ? this.hello.watches : undefined;
    return WATCHES.find((one) => one === said) ?? null;
  }

  /** The cores that an engine may use; 1 where it has not said. */
  get cores(): number {
    return this.hello && 'cores' in this.hello ? this.hello.cores : 1;
  }

  /** How it fared in the judged part of a stage. */
  healthIn(stage: string): GeneratorCell {
    return this.health.stages.get(stage) ?? new GeneratorCell();
  }

  /** The second of the record at which its own second 0 lies. */
  get at(): number {
    return this.hello?.at ?? 0;
  }

  /** The whole second of the record as which one of its seconds counts: at most half a second beside it. */
  secondOf(second: number): number {
    return second + Math.round(this.at);
  }

  /** A monitor could not take a reading. */
  missed(reason: string): void {
    const { gaps } = this;
    const counted = gaps.has(reason) || gaps.size < MOST_REASONS ? reason : OTHER_REASONS;
    gaps.set(counted, (gaps.get(counted) ?? 0) + 1);
  }

  announce(series: Series, views: readonly View[], placing: Placing): void {
    const byStage = this.isEngine && !OF_NO_ITERATION.has(series.metric);
    const course = this.isEngine ? undefined : new View({ metric: series.metric, where: {}, monitored: true });
    this.entries.set(series.id, {
      series,
      all: new Cell(series.type, series.bits),
      judged: byStage ? new ByStage(series, placing) : new ByTime(series),
      views: course ? [...views, course] : views,
      course,
    });
  }

  /** Adds a frame's entry to its series; false where it belongs to none, or is of another type. */
  addTotal(second: number, frame: EncodedFrame): boolean {
    const entry = this.entries.get(frame[0]);
    if (!entry || !suits(entry.series.type, frame)) return false;
    entry.all.addFrame(frame, second);
    return true;
  }

  /** Adds a line, whose totals were added, to the windows and stages that it lies in, once these are known. */
  place(line: PlacedLine, placing: Placing): void {
    if (line.t === 'gen') this.health.place(line, placing);
    else if (line.t === 'statements') this.statements.add(line, placing);
    else for (const frame of line.d) this.placeFrame(line.s, frame, placing);
  }

  private placeFrame(second: number, frame: EncodedFrame, placing: Placing): void {
    const entry = this.entries.get(frame[0]);
    if (!entry) return;
    entry.judged.add(second, frame, placing);
    const window = placing.windowOf(second);
    if (window >= 0) for (const view of entry.views) view.add(window, entry.series, frame, second);
  }

  /** The same with the judged part of a recovery as another placing has it. This one stays as it is. */
  since(stage: string, placing: Placing): Source {
    return Object.assign(Object.create(Source.prototype), this, { health: this.health.since(stage, placing) });
  }
}
