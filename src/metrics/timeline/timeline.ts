import { InternalError } from '../../errors.ts';
import { addedWindows } from '../generator/added-windows.ts';
import { GeneratorCell } from '../generator/generator-cell.ts';
import type { Stall } from '../generator/stalls.ts';
import type {
  Close,
  End,
  EngineHello,
  EventLine,
  FrameLine,
  OtherLine,
  PlacedLine,
  Series,
  ThresholdsLine,
  TimelineLine,
} from '../lines/lines.ts';
import { matches, type Selector, selectorKey } from '../selector.ts';
import type { Cell } from './cell.ts';
import { commonThresholds } from './common-thresholds.ts';
import { sumOfEnds } from './ends.ts';
import { Exemplars, type KeptExemplar } from './exemplars.ts';
import { Happened } from './happened.ts';
import { type CountedBy, Placing } from './placing.ts';
import { pool, selected, unknownTo } from './pool.ts';
import { type Entry, Source } from './source.ts';
import type { TimelineLayout } from './timeline-layout.ts';
import { View } from './view.ts';
import { WaitingLines } from './waiting.ts';
import { type Watched, watchedBy } from './watched.ts';

const ITERATIONS = 'iterations';

/**
 * Frames by second and series, folded as they arrive: whole and judged totals per series, windows per view, generator
 * health per window and stage. Lines come from one source or more: engines, whose frames and CPU add, and monitors,
 * which stand beside them. Its size depends on the number of series and windows, not on the length of the run.
 */
export class Timeline {
  readonly layout: TimelineLayout;
  /** The last second of the record that an engine spoke of. */
  lastSecond = 0;
  close: Close | undefined;
  brokenLines = 0;
  readonly events: EventLine[] = [];
  /** What was done to the target, and what monitors noticed of it. */
  readonly happened = new Happened();
  private readonly sources = new Map<number, Source>();
  private readonly views = new Map<string, View>();
  private readonly placing: Placing;
  private readonly kept = new Exemplars();
  /** What came before the first mark and can be placed only then; undefined once it is known. Scripts have none. */
  private waiting: WaitingLines | undefined;

  constructor(layout: TimelineLayout) {
    this.layout = layout;
    this.waiting = layout.stages.length > 0 ? new WaitingLines() : undefined;
    for (const selector of layout.views) this.views.set(selectorKey(selector), new View(selector));
    this.placing = new Placing(layout);
  }

  add(line: TimelineLine | OtherLine | undefined): void {
    if (!line) {
      this.brokenLines += 1;
      return;
    }
    const source = this.sourceOf(line);
    switch (line.t) {
      case 'hello':
        source.hello = line;
        break;
      case 'series':
        source.announce(line, this.viewsOf(source, line), this.placing);
        break;
      case 'frame': {
        const s = this.reached(source, line.s);
        const d = line.d.filter((frame) => source.addTotal(s, frame));
        this.brokenLines += line.d.length - d.length;
        this.place(source, { ...line, s, d });
        break;
      }
      case 'gen':
      case 'statements': {
        const placed = { ...line, s: this.reached(source, line.s) };
        if (placed.t === 'gen') source.health.add(placed);
        this.place(source, placed);
        break;
      }
      case 'mark':
        this.begin(line.at + source.at);
        break;
      case 'exemplar':
        this.kept.add({ ...line, s: source.secondOf(line.s) }, source.entries.get(line.id)?.series);
        break;
      case 'thresholds':
        source.thresholds = line;
        break;
      case 'gap':
        source.missed(line.reason);
        this.happened.missed(line.s, source.monitor, source.every);
        break;
      case 'end':
        source.end = line;
        if (this.engines.every(({ end }) => end)) this.begin(0);
        break;
      case 'event':
        this.events.push(line);
        break;
      case 'command':
      case 'commanded':
      case 'noticed':
        this.happened.add(line, source.monitor, source.every);
        break;
      case 'close':
        this.close = line;
        break;
    }
  }

  private sourceOf(line: TimelineLine | OtherLine): Source {
    const number = 'source' in line ? (line.source ?? 0) : 0;
    const source = this.sources.get(number) ?? new Source(number, this.layout.apart);
    this.sources.set(number, source);
    return source;
  }

  private viewsOf(source: Source, series: Series): View[] {
    return [...this.views.values()].filter(({ selector }) => source.answers(selector) && matches(selector, series));
  }

  /** The second of the record that a source has come to. A monitor that outlasts the load makes the run no longer. */
  private reached(source: Source, second: number): number {
    const s = source.secondOf(second);
    source.lastSecond = Math.max(source.lastSecond, s);
    if (source.isEngine) this.lastSecond = Math.max(this.lastSecond, s);
    return s;
  }

  /** The scenario's first iteration says when it began: before, no second can be given to a window or stage. */
  private begin(at: number): void {
    const { waiting } = this;
    if (!waiting) return;
    this.placing.offset = at;
    this.waiting = undefined;
    for (const [number, line] of waiting.lines) this.place(this.sources.get(number)!, line);
  }

  private place(source: Source, line: PlacedLine): void {
    if (this.waiting) {
      this.waiting.add(source.number, line, this.sources.size);
    } else {
      if (line.t === 'frame') this.drain(source, line);
      source.place(line, this.placing);
    }
  }

  /** Begins the judged part of a recovery anew as long as iterations of earlier stages end in it. */
  private drain(source: Source, line: FrameLine): void {
    const stage = this.placing.draining(line.s);
    if (!stage || !source.isEngine) return;
    const others = line.d.some(([id]) => {
      const series = source.entries.get(id)?.series;
      return series?.metric === ITERATIONS && series.tags['stage'] !== stage.name;
    });
    if (!others) return;
    this.placing.delay(stage.name, line.s + 1 - this.offset);
    for (const { health } of this.engines) health.forget(stage.name);
  }

  /**
   * The same record with the judged part of a recovery beginning at a moment, in seconds since the scenario began,
   * where it would begin earlier. This timeline stays as it is.
   */
  judgedSince(stage: string, at: number): Timeline {
    const placing = this.placing.since(stage, at);
    const sources = [...this.sources].map(([number, source]) => [number, source.since(stage, placing)] as const);
    return Object.assign(Object.create(Timeline.prototype), this, { placing, sources: new Map(sources) });
  }

  /** The sources that send load. */
  get engines(): readonly Source[] {
    return [...this.sources.values()].filter(({ isEngine }) => isEngine);
  }

  /** The sources that watch beside the load. */
  get monitors(): readonly Source[] {
    return [...this.sources.values()].filter(({ isEngine }) => !isEngine);
  }

  /** The greeting of the first engine. */
  get hello(): EngineHello | undefined {
    return this.engines.map(({ hello }) => hello).find((hello): hello is EngineHello => hello !== undefined);
  }

  /** The cores of all engines. */
  get cores(): number {
    return this.engines.reduce((sum, { cores }) => sum + cores, 0) || 1;
  }

  /** The closing totals of all engines; undefined as long as an engine's are missing. */
  get end(): End | undefined {
    return sumOfEnds(this.engines);
  }

  /** What k6 made of the script's own thresholds; undefined where it did not come to judge them, or there are none. */
  get thresholds(): ThresholdsLine | undefined {
    return commonThresholds(this.engines.flatMap(({ thresholds }) => thresholds ?? []));
  }

  get generator(): GeneratorCell {
    return this.together((engine) => engine.health.whole);
  }

  /** The generator without k6's first seconds, in which it makes its users. */
  get started(): GeneratorCell {
    return this.together((engine) => engine.health.started);
  }

  /** The generator in the windows first..next, as far as there are any; undefined for one in which it said nothing. */
  generatorWindows(first = 0, next = Number.POSITIVE_INFINITY): readonly (GeneratorCell | undefined)[] {
    return addedWindows(this.engines.map(({ health }) => health.windows.slice(first, next)));
  }

  /** The generator in the judged part of a stage; undefined where it said nothing there. */
  generatorIn(stage: string): GeneratorCell | undefined {
    const cells = this.engines.flatMap(({ health }) => health.stages.get(stage) ?? []);
    return cells.length > 0 ? GeneratorCell.together(cells) : undefined;
  }

  /** The generator during a recovery from its beginning to a moment, wherever its judged part begins. */
  recoveryUntil(at: number): GeneratorCell {
    return this.together(({ health }) => health.recoveryUntil(at + this.offset));
  }

  get stalls(): readonly Stall[] {
    return this.engines.flatMap(({ health }) => health.stalls);
  }

  private together(pick: (engine: Source) => GeneratorCell): GeneratorCell {
    return GeneratorCell.together(this.engines.map(pick));
  }

  /** Seconds of the record at which the scenario began: stages and windows count from here. */
  get offset(): number {
    return this.placing.offset;
  }

  /** Where the judged part of a stage begins, in seconds since the scenario began. */
  judgedFrom(stage: string): number {
    return this.placing.judgedFrom(stage);
  }

  /** Seconds of the judged parts of the named stages that were measured so far: what such counts are divided by. */
  judgedSeconds(stages: readonly string[], counted: CountedBy = 'begun'): number {
    return this.placing.judgedSeconds(stages, this.lastSecond, counted);
  }

  /** All series of the engines, with their totals over the whole run. */
  get series(): readonly Pick<Entry, 'series' | 'all'>[] {
    return this.engines.flatMap(({ entries }) => [...entries.values()]);
  }

  /** The series that a selector means, with their totals over the whole run. */
  seriesOf(selector: Selector): readonly Pick<Entry, 'series' | 'all'>[] {
    return [...selected(selector, this.sources.values())];
  }

  /** All series of the monitors, those of the generator's machine as well. */
  get watched(): readonly Watched[] {
    return watchedBy(this.monitors, this.placing);
  }

  /** The slowest requests and first errors that were kept, with the stage and endpoint they belong to. */
  get exemplars(): readonly KeptExemplar[] {
    return this.kept.all;
  }

  /** Everything that a selector means, over the whole run; undefined when no series fits. */
  total(selector: Selector): Cell | undefined {
    return pool(selector, this.sources.values(), ({ all }) => [all]);
  }

  /** How many samples might belong to a selector, whose tags the bound on series took; over the whole run. */
  unknown(selector: Selector): number {
    return unknownTo(selector, this.sources.values());
  }

  /** The judged parts of the named stages, added. Of what ended in time there are numbers and sums alone. */
  judged(selector: Selector, stages: readonly string[], counted: CountedBy = 'begun'): Cell | undefined {
    const cells = ({ judged }: Entry) => stages.flatMap((stage) => judged.of(stage, this.placing, counted));
    return pool(selector, this.sources.values(), cells);
  }

  /** A selector window by window; holes where nothing was seen. Throws InternalError where the layout lacks the view. */
  windows(selector: Selector): readonly (Cell | undefined)[] {
    const view = this.views.get(selectorKey(selector));
    // No windows would look like a service in which nothing broke.
    if (!view) throw new InternalError(`the timeline has no view of ${selectorKey(selector)}`);
    return view.windows;
  }
}
