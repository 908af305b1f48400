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
  ThresholdsLine,
  TimelineLine,
} from './frame.ts';
import { GeneratorCell } from './generator.ts';
import { suits } from './line-check.ts';
import { Placing } from './placing.ts';
import { matches, mayMatch, type Selector, selectorKey } from './selector.ts';
import { Stalls } from './stalls.ts';
import type { TimelineLayout } from './timeline-layout.ts';
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
  /** The last engine second seen. */
  lastSecond = 0;
  hello: Hello | undefined;
  /** What k6 made of the script's own thresholds; undefined where it did not come to judge them, or there are none. */
  thresholds: ThresholdsLine | undefined;
  end: End | undefined;
  close: Close | undefined;
  brokenLines = 0;
  readonly events: EventLine[] = [];
  readonly generator = new GeneratorCell();
  /** The same without k6's first seconds, in which it makes its users. */
  readonly started = new GeneratorCell();
  readonly generatorWindows: (GeneratorCell | undefined)[] = [];
  readonly generatorStages = new Map<string, GeneratorCell>();
  readonly stalls = new Stalls();
  private readonly entries = new Map<number, Entry>();
  private readonly views = new Map<string, View>();
  private readonly placing: Placing;
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
    this.placing = new Placing(layout);
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
        this.place({ ...line, d: line.d.filter((frame) => this.addTotal(line.s, frame)) });
        break;
      case 'gen':
        this.lastSecond = Math.max(this.lastSecond, line.s);
        this.generator.addLine(line);
        this.stalls.add(line);
        if (line.s >= STARTING_SECONDS) this.started.addLine(line);
        this.place(line);
        break;
      case 'mark':
        this.begin(line.at);
        break;
      case 'exemplar':
        this.kept.add(line, this.entries.get(line.id)?.series);
        break;
      case 'thresholds':
        this.thresholds = line;
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
    const recovers = this.placing.isRecovery(series.tags['stage'] ?? '');
    this.entries.set(series.id, {
      series,
      all: new Cell(series.type, series.bits),
      judged: recovers ? new View({ metric: series.metric, where: {} }) : new Cell(series.type, series.bits),
      views,
    });
  }

  private addTotal(second: number, frame: EncodedFrame): boolean {
    const entry = this.entries.get(frame[0]);
    const fits = entry !== undefined && suits(entry.series.type, frame);
    if (fits) entry.all.addFrame(frame, second);
    else this.brokenLines += 1;
    return fits;
  }

  /** The scenario's first iteration says when it began; before, nobody knows to which window and stage a second belongs. */
  private begin(at: number): void {
    const { waiting } = this;
    if (!waiting) return;
    this.placing.offset = at;
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
    const stage = this.placing.draining(line.s);
    if (!stage) return;
    const others = line.d.some(([id]) => {
      const series = this.entries.get(id)?.series;
      return series?.metric === ITERATIONS && series.tags['stage'] !== stage.name;
    });
    if (!others) return;
    this.placing.delay(stage.name, line.s + 1 - this.offset);
    this.generatorStages.delete(stage.name);
  }

  /**
   * The same record with the judged part of a recovery beginning at a moment, in seconds since the scenario began, where it
   * would begin earlier. This timeline stays as it is.
   */
  judgedSince(stage: string, at: number): Timeline {
    const since: Timeline = Object.assign(Object.create(Timeline.prototype), this, {
      placing: this.placing.since(stage, at),
      generatorStages: new Map(this.generatorStages),
    });
    since.generatorStages.delete(stage);
    for (const line of this.recovering) since.stageCell(line.s, (cell) => cell.addLine(line), stage);
    for (const [second, dropped] of this.recoveringDrops)
      since.stageCell(second, (cell) => (cell.droppedByK6 += dropped), stage);
    return since;
  }

  /** The generator's cell of a recovery from its beginning to a moment, wherever its judged part begins. */
  recoveryUntil(at: number): GeneratorCell {
    const cell = new GeneratorCell();
    for (const line of this.recovering) if (line.s + 0.5 - this.offset < at) cell.addLine(line);
    return cell;
  }

  /** Engine seconds at which the scenario began; stages and windows count from here. */
  get offset(): number {
    return this.placing.offset;
  }

  /** Where the judged part of a stage begins, in seconds since the scenario began. */
  judgedFrom(stage: string): number {
    return this.placing.judgedFrom(stage);
  }

  private placeFrame(second: number, frame: EncodedFrame): void {
    const entry = this.entries.get(frame[0]);
    if (!entry) return;
    const stage = entry.series.tags['stage'] ?? '';
    const window = this.placing.windowOf(second);
    if (entry.judged instanceof View) {
      if (window >= 0) entry.judged.add(window, entry.series, frame, second);
    } else if (second >= this.placing.judgedSecond(stage)) entry.judged.addFrame(frame, second);
    // Of no iteration, so without a stage of its own: placed by its time.
    if (entry.series.metric === DROPPED) {
      const dropped = frame[2] as number;
      this.stageCell(second, (cell) => (cell.droppedByK6 += dropped));
      if (this.placing.recovers(second)) this.recoveringDrops.push([second, dropped]);
    }
    if (window < 0) return;
    for (const view of entry.views) view.add(window, entry.series, frame, second);
  }

  private placeGenerator(line: GeneratorLine): void {
    const window = this.placing.windowOf(line.s);
    if (window < 0) return;
    if (!this.generatorWindows[window]) this.generatorWindows.at(-1)?.pack();
    this.generatorWindows[window] ??= new GeneratorCell();
    this.generatorWindows[window].addLine(line);
    this.stageCell(line.s, (cell) => cell.addLine(line));
    if (this.placing.recovers(line.s)) this.recovering.push(line);
  }

  /** Adds to the generator cell of the stage whose judged part holds a second, if one does; to that of one stage only, where it is named. */
  private stageCell(second: number, add: (cell: GeneratorCell) => void, only?: string): void {
    const stage = this.placing.stageOf(second);
    if (stage === undefined || (only !== undefined && stage !== only)) return;
    const cell = this.generatorStages.get(stage) ?? new GeneratorCell();
    add(cell);
    this.generatorStages.set(stage, cell);
  }

  /** How many seconds of the judged parts of the named stages were measured so far: what their counts are to be divided by. */
  judgedSeconds(stages: readonly string[]): number {
    return this.placing.judgedSeconds(stages, this.lastSecond);
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

  /** How many samples might belong to a selector, whose tags the bound on series took; over the whole run. */
  unknown(selector: Selector): number {
    let count = 0;
    for (const { series, all } of this.entries.values()) if (mayMatch(selector, series)) count += all.count;
    return count;
  }

  /** The judged parts of the named stages, added. */
  judged(selector: Selector, stages: readonly string[]): Cell | undefined {
    return this.pool(selector, ({ series, judged }) => {
      const stage = series.tags['stage'] ?? '';
      if (!stages.includes(stage)) return [];
      return judged instanceof View ? judged.windows.slice(this.placing.firstWindow(stage)) : [judged];
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
