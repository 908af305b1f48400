import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordLine } from '../capacity/search-lines.ts';
import { messageOf } from '../errors.ts';
import { layoutOf } from '../judge/layout.ts';
import { type EngineEnd, exitOutcome, mishapsOf } from '../k6/local/exit.ts';
import { Timeline } from '../metrics/timeline/timeline.ts';
import type { RunRecord } from '../result/record.ts';
import { FILES } from '../store/runs.ts';
import { TimelineWriter } from '../store/timeline-file.ts';
import type { Observer } from './observer.ts';
import type { RunClock } from './run-clock.ts';

/** After these endings what was measured is judged. */
const JUDGED: readonly string[] = ['plan', 'threshold', 'kill-switch', 'guard-rail'];

/** Who sees the lines of a record, and what is taken out of them before anybody does. */
export interface Audience {
  readonly observers: readonly Observer[];
  /** Takes secrets out of a line. */
  readonly redact: (line: RecordLine) => RecordLine;
}

/**
 * A record while it is made: the only place where secrets are taken out of a line, where it is folded into the
 * timeline, shown to observers and kept on disk. The first line that the disk refuses aborts `refused`, since nobody could check what follows; what comes after
 * it is counted as lost.
 */
export class Recording {
  readonly timeline: Timeline;
  readonly #file: string;
  readonly #writer: TimelineWriter;
  readonly #observers: Audience['observers'];
  readonly #redact: Audience['redact'];
  readonly #refusal = new AbortController();
  #lost = 0;

  constructor(record: RunRecord, folder: string, { observers, redact }: Audience) {
    this.timeline = new Timeline(layoutOf(record));
    this.#file = join(folder, FILES.timeline);
    this.#writer = new TimelineWriter(this.#file);
    this.#observers = observers;
    this.#redact = redact;
  }

  /** Aborted, with the disk's words as its reason, once the disk refused a part of the record: no load is to follow. */
  get refused(): AbortSignal {
    return this.#refusal.signal;
  }

  /** Why the record could not be written, and how many lines were lost; null as long as all are kept. */
  get unwritten(): string | null {
    const { aborted, reason } = this.refused;
    return aborted ? `the record could not be written: ${reason}; ${this.#lost} lines of it are lost` : null;
  }

  /**
   * Takes secrets out of a line, folds it at once and keeps it, in the order of the calls. Resolves when it is written,
   * or lost.
   */
  async put(raw: RecordLine): Promise<void> {
    const line = this.#redact(raw);
    this.#fold(line);
    if (this.refused.aborted) {
      this.#lost += 1;
      return;
    }
    try {
      await this.#writer.write(line);
    } catch (error) {
      this.#lost += 1;
      this.refuse(error);
    }
  }

  /** Keeps an event at this place. */
  async note(kind: string, text: string): Promise<void> {
    await this.put({ t: 'event', s: this.timeline.lastSecond, kind, text });
  }

  /** A line of an engine that cannot be read: it is counted, and not kept. */
  unreadable(): void {
    this.#fold(undefined);
  }

  /** The disk refused something else of the record. */
  refuse(error: unknown): void {
    if (!this.refused.aborted) this.#refusal.abort(messageOf(error));
  }

  /** Nothing was measured: no timeline is left. */
  async abandon(): Promise<void> {
    await this.#writer.close().catch(() => undefined);
    await rm(this.#file, { force: true });
  }

  /**
   * Ends a record: what went wrong beside the load, a step of the wall clock, and the closing line. Where the disk does
   * not take all of it, the timeline in memory says so too, so that what is judged now is what a reader of the record
   * would judge.
   */
  async close(end: Omit<EngineEnd, 'unwritten' | 'requests' | 'iterations'>, clock: RunClock): Promise<void> {
    const { timeline } = this;
    const s = timeline.lastSecond;
    const total = (metric: string) => timeline.total({ metric, where: {} })?.sum ?? 0;
    const found = { ...end, requests: total('http_reqs'), iterations: total('iterations') };
    const { failed } = end.words;
    if (failed !== null) await this.note('marked-failed', failed);
    for (const { kind, text } of mishapsOf({ ...found, unwritten: null })) await this.note(kind, text);
    const stepped = clock.stepped();
    if (stepped !== undefined) await this.note('clock', stepped);
    const outcome = exitOutcome({ ...found, unwritten: this.unwritten });
    const { code, signal } = end;
    const close = { t: 'close', ...outcome, s, endedAt: clock.now().toISOString(), exit: code, signal } as const;
    await this.put(close);
    const refusal = await this.#writer.close().then(
      () => this.unwritten,
      (error: unknown) => this.unwritten ?? `the end of the record could not be written: ${messageOf(error)}`,
    );
    if (refusal !== null && JUDGED.includes(outcome.endedBy))
      timeline.add({ ...close, state: 'aborted', endedBy: 'disk', reason: refusal });
  }

  #fold(line: RecordLine | undefined): void {
    this.timeline.add(line);
    for (const observer of this.#observers) observer.saw(line, this.timeline);
  }
}
