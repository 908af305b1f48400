import type { StageSpan, TimelineLayout } from './timeline-layout.ts';

/** Of a stage, what began in it whenever it ended, or what ended while it lasted. */
export type CountedBy = 'begun' | 'ended';

/** To which window, and to the judged part of which stage, a second of the engine belongs. */
export class Placing {
  /** Engine seconds at which the scenario began; stages and windows count from here. */
  offset = 0;
  private readonly layout: TimelineLayout;
  private readonly spans: ReadonlyMap<string, StageSpan>;
  /** Where the judged part of a recovery really begins. */
  private readonly drained: Map<string, number>;

  constructor(layout: TimelineLayout, drained: ReadonlyMap<string, number> = new Map()) {
    this.layout = layout;
    this.spans = new Map(layout.stages.map((stage) => [stage.name, stage]));
    this.drained = new Map(drained);
  }

  /** The same with the judged part of a stage beginning at a moment, where it would begin earlier. */
  since(stage: string, at: number): Placing {
    const later = new Placing(this.layout, this.drained);
    later.offset = this.offset;
    later.delay(stage, Math.max(at, this.judgedFrom(stage)));
    return later;
  }

  /** Lets the judged part of a stage begin at a moment, in seconds since the scenario began. */
  delay(stage: string, at: number): void {
    this.drained.set(stage, at);
  }

  /** Where the judged part of a stage begins, in seconds since the scenario began. */
  judgedFrom(stage: string): number {
    return this.drained.get(stage) ?? this.spans.get(stage)?.judgedFrom ?? 0;
  }

  /** Whether a stage is a recovery, whose judged part is made of whole windows. */
  isRecovery(stage: string): boolean {
    return this.spans.get(stage)?.drainedBy !== undefined;
  }

  /** The recovery that still waits, at the end of an engine second, for the iterations of earlier stages. */
  draining(second: number): StageSpan | undefined {
    const next = second + 1 - this.offset;
    const stage = this.layout.stages.find((s) => s.drainedBy !== undefined && next > s.from && next <= s.drainedBy);
    return stage && next > this.judgedFrom(stage.name) ? stage : undefined;
  }

  /** Whether an engine second lies in a recovery. */
  recovers(second: number): boolean {
    const at = second + 0.5 - this.offset;
    return this.layout.stages.some((s) => s.drainedBy !== undefined && at >= s.from && at < s.to);
  }

  /** The stage whose judged part holds an engine second. */
  stageOf(second: number): string | undefined {
    const at = second + 0.5 - this.offset;
    return this.layout.stages.find((s) => at >= this.judgedFrom(s.name) && at < s.to)?.name;
  }

  /** The stage in whose time a moment of the engine lies, judged or not. */
  stageAt(moment: number): string | undefined {
    const at = moment - this.offset;
    return this.layout.stages.find(({ from, to }) => at >= from && at < to)?.name;
  }

  windowOf(second: number): number {
    return Math.floor((second + 0.5 - this.offset) / this.layout.bin);
  }

  /** The first whole engine second of a judged part; of a recovery that of its first whole window. */
  judgedSecond(stage: string): number {
    if (!this.isRecovery(stage)) return Math.ceil(this.offset + this.judgedFrom(stage));
    return Math.ceil(this.firstWindow(stage) * this.layout.bin + this.offset - 0.5);
  }

  /** The first of the timeline's windows whose seconds all lie in a judged part. */
  firstWindow(stage: string): number {
    const second = Math.ceil(this.offset + this.judgedFrom(stage) - 1e-9);
    return this.windowOf(second - 1) + 1;
  }

  /** The engine second behind the last whole one of a stage. */
  endSecond(stage: string): number {
    return Math.floor(this.offset + this.endOf(stage) + 1e-9);
  }

  /** The window behind the last whole one of a stage. */
  endWindow(stage: string): number {
    return Math.floor(this.endOf(stage) / this.layout.bin + 1e-9);
  }

  /** How many seconds of the judged parts of the named stages were measured up to an engine second. */
  judgedSeconds(stages: readonly string[], lastSecond: number, counted: CountedBy): number {
    const seconds = stages.map((stage) =>
      counted === 'begun'
        ? Math.min(this.offset + this.endOf(stage), lastSecond + 1) - this.judgedSecond(stage)
        : this.wholeSeconds(stage, lastSecond),
    );
    return seconds.reduce((sum, each) => sum + Math.max(0, each), 0);
  }

  /** Whole seconds of a judged part up to an engine second; of a recovery, which is made of windows, those of whole ones. */
  private wholeSeconds(stage: string, lastSecond: number): number {
    if (!this.isRecovery(stage)) return Math.min(this.endSecond(stage), lastSecond + 1) - this.judgedSecond(stage);
    const windows = Math.min(this.endWindow(stage), this.windowOf(lastSecond) + 1) - this.firstWindow(stage);
    return windows * this.layout.bin;
  }

  private endOf(stage: string): number {
    return this.spans.get(stage)?.to ?? 0;
  }
}
