import type { EncodedFrame, Series } from '../lines/lines.ts';
import { Cell } from './cell.ts';
import type { CountedBy, Placing } from './placing.ts';
import { View } from './view.ts';

/** What is kept of a series in the judged parts of stages. */
export interface JudgedPart {
  /** Adds a frame whose second the placing knows. */
  add(second: number, frame: EncodedFrame, placing: Placing): void;
  /** The cells of a stage's judged part. */
  of(stage: string, placing: Placing, counted?: CountedBy): readonly (Cell | undefined)[];
}

/**
 * Samples of an engine's iterations belong to the stage in which their iteration began, whenever they come: their tag
 * says which.
 */
export class ByStage implements JudgedPart {
  private readonly series: Series;
  private readonly stage: string;
  /** Of a recovery by windows, since where its judged part begins is known only at its end. */
  private readonly kept: Cell | View;
  /** Numbers of what ended while the stage lasted. */
  private readonly ended: Cell;

  constructor(series: Series, placing: Placing) {
    this.series = series;
    this.ended = new Cell(series.type, series.bits);
    this.stage = series.tags['stage'] ?? '';
    this.kept = placing.isRecovery(this.stage)
      ? new View({ metric: series.metric, where: {} })
      : new Cell(series.type, series.bits);
  }

  add(second: number, frame: EncodedFrame, placing: Placing): void {
    if (this.kept instanceof View) {
      const window = placing.windowOf(second);
      if (window >= 0) this.kept.add(window, this.series, frame, second);
    } else if (second >= placing.judgedSecond(this.stage)) {
      this.kept.addFrame(frame, second);
      if (second < placing.endSecond(this.stage)) this.ended.addNumbers(frame);
    }
  }

  of(stage: string, placing: Placing, counted: CountedBy = 'begun'): readonly (Cell | undefined)[] {
    if (stage !== this.stage) return [];
    if (!(this.kept instanceof View)) return [counted === 'begun' ? this.kept : this.ended];
    return this.kept.windows.slice(
      placing.firstWindow(stage),
      counted === 'begun' ? undefined : placing.endWindow(stage),
    );
  }
}

/**
 * Samples of no iteration belong to the stage whose judged part holds their second. A second without any is a gap, and
 * never 0.
 */
export class ByTime implements JudgedPart {
  private readonly series: Series;
  private readonly stages = new Map<string, Cell>();
  /** Of recoveries each frame, since where their judged part begins is known only at their end. */
  private readonly recovering: (readonly [second: number, frame: EncodedFrame])[] = [];

  constructor(series: Series) {
    this.series = series;
  }

  add(second: number, frame: EncodedFrame, placing: Placing): void {
    if (placing.recovers(second)) {
      this.recovering.push([second, frame]);
      return;
    }
    const stage = placing.stageOf(second);
    if (stage === undefined) return;
    const cell = this.stages.get(stage) ?? this.cell();
    cell.addFrame(frame, second);
    this.stages.set(stage, cell);
  }

  of(stage: string, placing: Placing): readonly (Cell | undefined)[] {
    if (!placing.isRecovery(stage)) return [this.stages.get(stage)];
    const frames = this.recovering.filter(([second]) => placing.stageOf(second) === stage);
    if (frames.length === 0) return [];
    const cell = this.cell();
    for (const [second, frame] of frames) cell.addFrame(frame, second);
    return [cell];
  }

  private cell(): Cell {
    return new Cell(this.series.type, this.series.bits);
  }
}
