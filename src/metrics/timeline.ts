import { InternalError } from '../errors.ts';
import { Cell } from './cell.ts';
import { Exemplars, type KeptExemplar } from './exemplars.ts';
import type {
  Close,
  EncodedFrame,
  End,
  EventLine,
  FrameLine,
  GeneratorLine,
  Hello,
  Series,
  TimelineLine,
} from './frame.ts';
import { GeneratorCell } from './generator.ts';
import { matches, type Selector, selectorKey } from './selector.ts';
import type { StageSpan, TimelineLayout } from './timeline-layout.ts';
import { View } from './view.ts';

interface Entry {
  readonly series: Series;
  readonly all: Cell;
  /** Of a recovery by windows, since where its judged part begins is known only at its end. */
  readonly judged: Cell | View;
  readonly views: readonly View[];
}

const STARTING_SECONDS = 2;
const DROPPED = 'dropped_iterations';
const ITERATIONS = 'iterations';
/** Most lines that wait for the mark: ten minutes of setup() or of a rate at which nobody comes. What is older was before it. */
const MOST_WAITING = 1200;

/**
 * Frames by second and series, folded as they arrive: whole and judged totals per series, windows per view,
 * generator health per window and stage. Its size depends on the number of series and windows, not on the length of the run.
 */
export class Timeline {
  readonly layout: TimelineLayout;
  /** Engine seconds at which the scenario began; stages and windows count from here. */
  offset = 0;
  /** The last engine second seen. */
  lastSecond = 0;
  hello: Hello | undefined;
  end: End | undefined;
  close: Close | undefined;
  brokenLines = 0;
  readonly events: EventLine[] = [];
  readonly generator = new GeneratorCell();
  /** The same without k6's first seconds, in which it makes its users. */
  readonly started = new GeneratorCell();
  readonly generatorWindows: (GeneratorCell | undefined)[] = [];
  readonly generatorStages = new Map<string, GeneratorCell>();
  private readonly entries = new Map<number, Entry>();
  private readonly views = new Map<string, View>();
  private readonly spans = new Map<string, StageSpan>();
  /** Where the judged part of a recovery really begins. */
  private readonly drained = new Map<string, number>();
  /** What the generator said during a recovery, and what k6 says was dropped in it, by engine second. */
  private readonly recovering: GeneratorLine[] = [];
  private readonly recoveringDrops: (readonly [second: number, dropped: number])[] = [];
  private readonly kept = new Exemplars();
  /** What came before the first mark and can be placed only then; undefined once it is known (a plain script has none). */
  private waiting: (FrameLine | GeneratorLine)[] | undefined;

  constructor(layout: TimelineLayout) {
    this.layout = layout;
    this.waiting = layout.stages.length > 0 ? [] : undefined;
    for (const selector of layout.views) this.views.set(selectorKey(selector), new View(selector));
    for (const stage of layout.stages) this.spans.set(stage.name, stage);
  }

  add(line: TimelineLine | undefined): void {
    if (!line) {
      this.brokenLines += 1;
      return;
    }
    switch (line.t) {
      case 'hello':
        this.hello = line;
        break;
      case 'series':
        this.addSeries(line);
        break;
      case 'frame':
        this.lastSecond = Math.max(this.lastSecond, line.s);
        for (const frame of line.d) this.addTotal(line.s, frame);
        this.place(line);
        break;
      case 'gen':
        this.lastSecond = Math.max(this.lastSecond, line.s);
        this.generator.addLine(line);
        if (line.s >= STARTING_SECONDS) this.started.addLine(line);
        this.place(line);
        break;
      case 'mark':
        this.begin(line.at);
        break;
      case 'exemplar':
        this.kept.add(line, this.entries.get(line.id)?.series);
        break;
      case 'end':
        this.begin(0);
        this.end = line;
        break;
      case 'event':
        this.events.push(line);
        break;
      case 'close':
        this.close = line;
        break;
    }
  }

  private addSeries(series: Series): void {
    const views = [...this.views.values()].filter((view) => matches(view.selector, series));
    const recovers = this.spans.get(series.tags['stage'] ?? '')?.drainedBy !== undefined;
    this.entries.set(series.id, {
      series,
      all: new Cell(series.type, series.bits),
      judged: recovers ? new View({ metric: series.metric, where: {} }) : new Cell(series.type, series.bits),
      views,
    });
  }

  private addTotal(second: number, frame: EncodedFrame): void {
    const entry = this.entries.get(frame[0]);
    if (entry) entry.all.addFrame(frame, second);
    else this.brokenLines += 1;
  }

  /** The scenario's first iteration says when it began; before, nobody knows to which window and stage a second belongs. */
  private begin(at: number): void {
    const { waiting } = this;
    if (!waiting) return;
    this.offset = at;
    this.waiting = undefined;
    for (const line of waiting) this.place(line);
  }

  private place(line: FrameLine | GeneratorLine): void {
    if (this.waiting) {
      this.waiting.push(line);
      if (this.waiting.length > MOST_WAITING) this.waiting.shift();
    } else if (line.t === 'gen') {
      this.placeGenerator(line);
    } else {
      this.drain(line);
      for (const frame of line.d) this.placeFrame(line.s, frame);
    }
  }

  /** Begins the judged part of a recovery anew as long as iterations of earlier stages end in it. */
  private drain(line: FrameLine): void {
    const next = line.s + 1 - this.offset;
    const stage = this.layout.stages.find((s) => s.drainedBy !== undefined && next > s.from && next <= s.drainedBy);
    if (!stage || next <= this.judgedFrom(stage.name)) return;
    const others = line.d.some(([id]) => {
      const series = this.entries.get(id)?.series;
      return series?.metric === ITERATIONS && series.tags['stage'] !== stage.name;
    });
    if (!others) return;
    this.drained.set(stage.name, next);
    this.generatorStages.delete(stage.name);
  }

  /**
   * The same record with the judged part of a recovery beginning at a moment, in seconds since the scenario began, where it
   * would begin earlier. This timeline stays as it is.
   */
  judgedSince(stage: string, at: number): Timeline {
    const since: Timeline = Object.assign(Object.create(Timeline.prototype), this, {
      drained: new Map(this.drained).set(stage, Math.max(at, this.judgedFrom(stage))),
      generatorStages: new Map(this.generatorStages),
    });
    since.generatorStages.delete(stage);
    for (const line of this.recovering) since.stageCell(line.s, (cell) => cell.addLine(line), stage);
    for (const [second, dropped] of this.recoveringDrops)
      since.stageCell(second, (cell) => (cell.droppedByK6 += dropped), stage);
    return since;
  }

  /** Where the judged part of a stage begins, in seconds since the scenario began. */
  judgedFrom(stage: string): number {
    return this.drained.get(stage) ?? this.spans.get(stage)?.judgedFrom ?? 0;
  }

  private placeFrame(second: number, frame: EncodedFrame): void {
    const entry = this.entries.get(frame[0]);
    if (!entry) return;
    const stage = entry.series.tags['stage'] ?? '';
    const window = this.windowOf(second);
    if (entry.judged instanceof View) {
      if (window >= 0) entry.judged.add(window, entry.series, frame, second);
    } else if (second >= this.judgedSecond(stage)) entry.judged.addFrame(frame, second);
    // Of no iteration, so without a stage of its own: placed by its time.
    if (entry.series.metric === DROPPED) {
      const dropped = frame[2] as number;
      this.stageCell(second, (cell) => (cell.droppedByK6 += dropped));
      if (this.recovers(second)) this.recoveringDrops.push([second, dropped]);
    }
    if (window < 0) return;
    for (const view of entry.views) view.add(window, entry.series, frame, second);
  }

  private placeGenerator(line: GeneratorLine): void {
    const window = this.windowOf(line.s);
    if (window < 0) return;
    if (!this.generatorWindows[window]) this.generatorWindows.at(-1)?.lateness.histogram?.pack();
    this.generatorWindows[window] ??= new GeneratorCell();
    this.generatorWindows[window].addLine(line);
    this.stageCell(line.s, (cell) => cell.addLine(line));
    if (this.recovers(line.s)) this.recovering.push(line);
  }

  private recovers(second: number): boolean {
    const at = second + 0.5 - this.offset;
    return this.layout.stages.some((s) => s.drainedBy !== undefined && at >= s.from && at < s.to);
  }

  /** Adds to the generator cell of the stage whose judged part holds a second, if one does; to that of one stage only, where it is named. */
  private stageCell(second: number, add: (cell: GeneratorCell) => void, only?: string): void {
    const at = second + 0.5 - this.offset;
    const stage = this.layout.stages.find((s) => at >= this.judgedFrom(s.name) && at < s.to);
    if (!stage || (only !== undefined && stage.name !== only)) return;
    const cell = this.generatorStages.get(stage.name) ?? new GeneratorCell();
    add(cell);
    this.generatorStages.set(stage.name, cell);
  }

  private windowOf(second: number): number {
    return Math.floor((second + 0.5 - this.offset) / this.layout.bin);
  }

  /** The first whole second of a judged part; of a recovery that of its first whole window. */
  private judgedSecond(stage: string): number {
    if (this.spans.get(stage)?.drainedBy === undefined) return Math.ceil(this.offset + this.judgedFrom(stage));
    return Math.ceil(this.firstWindow(stage) * this.layout.bin + this.offset - 0.5);
  }

  /** The first of the timeline's windows whose seconds all lie in a judged part. */
  private firstWindow(stage: string): number {
    const second = Math.ceil(this.offset + this.judgedFrom(stage) - 1e-9);
    return this.windowOf(second - 1) + 1;
  }

  /** How many seconds of the judged parts of the named stages were measured so far: what their counts are to be divided by. */
  judgedSeconds(stages: readonly string[]): number {
    return this.layout.stages
      .filter((stage) => stages.includes(stage.name))
      .map(({ name, to }) => Math.min(this.offset + to, this.lastSecond + 1) - this.judgedSecond(name))
      .reduce((sum, seconds) => sum + Math.max(0, seconds), 0);
  }

  /** All series seen, with their totals over the whole run. */
  get series(): readonly { readonly series: Series; readonly all: Cell }[] {
    return [...this.entries.values()];
  }

  /** The slowest requests and first errors that were kept, with the stage and endpoint they belong to. */
  get exemplars(): readonly KeptExemplar[] {
    return this.kept.all;
  }

  /** Everything that a selector means, over the whole run; undefined when no series fits. */
  total(selector: Selector): Cell | undefined {
    return this.pool(selector, (entry) => [entry.all]);
  }

  /** The judged parts of the named stages, added. */
  judged(selector: Selector, stages: readonly string[]): Cell | undefined {
    return this.pool(selector, ({ series, judged }) => {
      const stage = series.tags['stage'] ?? '';
      if (!stages.includes(stage)) return [];
      return judged instanceof View ? judged.windows.slice(this.firstWindow(stage)) : [judged];
    });
  }

  /** What a selector means, window by window; holes where nothing was seen. Throws InternalError where the layout has no such view. */
  windows(selector: Selector): readonly (Cell | undefined)[] {
    const view = this.views.get(selectorKey(selector));
    // No windows would look like a service in which nothing broke.
    if (!view) throw new InternalError(`the timeline has no view of ${selectorKey(selector)}`);
    return view.windows;
  }

  private pool(selector: Selector, pick: (entry: Entry) => readonly (Cell | undefined)[]): Cell | undefined {
    let pooled: Cell | undefined;
    for (const entry of this.entries.values()) {
      if (!matches(selector, entry.series)) continue;
      for (const cell of pick(entry)) {
        if (!cell) continue;
        pooled ??= new Cell(entry.series.type, entry.series.bits);
        pooled.merge(cell);
      }
    }
    return pooled;
  }
}
