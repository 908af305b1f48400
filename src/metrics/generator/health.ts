import type { GeneratorLine } from '../lines/lines.ts';
import type { Placing } from '../timeline/placing.ts';
import { GeneratorCell } from './generator-cell.ts';
import { type Stall, Stalls } from './stalls.ts';

const STARTING_SECONDS = 2;

/** How one engine fared: over the whole run, by window, and in the judged part of each stage. */
export class Health {
  readonly whole = new GeneratorCell();
  /** The same without k6's first seconds, in which it makes its users. */
  readonly started = new GeneratorCell();
  readonly windows: (GeneratorCell | undefined)[] = [];
  readonly stages = new Map<string, GeneratorCell>();
  private readonly found = new Stalls();
  /** What it said during recoveries, whose judged parts may begin later than planned. */
  private readonly recovering: GeneratorLine[] = [];

  /** Adds a line at its second of the record. */
  add(line: GeneratorLine): void {
    this.whole.addLine(line);
    this.found.add(line);
    if (line.s >= STARTING_SECONDS) this.started.addLine(line);
  }

  /** Adds a line that was added to its window and stage, once these are known. */
  place(line: GeneratorLine, placing: Placing): void {
    const window = placing.windowOf(line.s);
    if (window < 0) return;
    if (!this.windows[window]) this.windows.at(-1)?.pack();
    this.windows[window] ??= new GeneratorCell();
    this.windows[window].addLine(line);
    const stage = placing.stageOf(line.s);
    if (stage !== undefined) this.stage(stage).addLine(line);
    if (placing.recovers(line.s)) this.recovering.push(line);
  }

  /** Begins the judged part of a stage anew. */
  forget(stage: string): void {
    this.stages.delete(stage);
  }

  /** The same with the judged part of a recovery as another placing has it. This one stays as it is. */
  since(stage: string, placing: Placing): Health {
    const since: Health = Object.assign(Object.create(Health.prototype), this, { stages: new Map(this.stages) });
    since.forget(stage);
    for (const line of this.recovering) if (placing.stageOf(line.s) === stage) since.stage(stage).addLine(line);
    return since;
  }

  /** A recovery from its beginning to a moment of the record, wherever its judged part begins. */
  recoveryUntil(at: number): GeneratorCell {
    const cell = new GeneratorCell();
    for (const line of this.recovering) if (line.s + 0.5 < at) cell.addLine(line);
    return cell;
  }

  get stalls(): readonly Stall[] {
    return this.found.all;
  }

  private stage(name: string): GeneratorCell {
    const cell = this.stages.get(name) ?? new GeneratorCell();
    this.stages.set(name, cell);
    return cell;
  }
}
