import { availableParallelism } from 'node:os';
import type { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { RunError } from '../../errors.ts';
import type { MetricKind } from '../../metrics/catalogue.ts';
import { SampleAccumulator, type Summary } from '../../metrics/fold/accumulator.ts';
import type { EngineLine, GeneratorLine, Hello, ThresholdsLine } from '../../metrics/lines/lines.ts';
import { GeneratorMeter } from './meter.ts';
import { RowReader } from './rows.ts';
import type { UsageSource } from './usage.ts';

export interface StockInput {
  /** The csv, as k6 writes it. */
  readonly stream: Readable;
  /** How k6 ended; its log has been read by then. */
  readonly ended: Promise<{ readonly code: number | null }>;
  readonly source: UsageSource;
  readonly pid: number;
  readonly k6: string;
  /** Of the metrics that are known from the start. */
  readonly kinds: ReadonlyMap<string, MetricKind>;
  /** The tags that objectives name. */
  readonly tags: readonly string[];
  /** What k6 said in its end-of-test summary; asked once it has ended. */
  readonly summary: () => { readonly summary: Summary; readonly thresholds: ThresholdsLine | undefined };
}

/** The age, counted from its beginning, at which a second is written. */
const DELAY = 2;

/**
 * The lines that the engine would write, of a stock k6's csv: `hello` when the header comes, seconds when they are two
 * seconds old, custom metrics and `end` when k6 has ended. Undefined for a row that cannot be read.
 */
export async function* stockLines(input: StockInput): AsyncGenerator<EngineLine | undefined> {
  const queue = new Queue<EngineLine | undefined>();
  const reading = read(input, queue).then(
    () => queue.end(),
    (error: unknown) => queue.end(error),
  );
  yield* queue;
  await reading;
}

async function read(input: StockInput, queue: Queue<EngineLine | undefined>): Promise<void> {
  const broken = () => queue.push(undefined);
  const parser = parse({ record_delimiter: '\n', relax_column_count: true, skip_records_with_error: true });
  parser.on('skip', broken);
  input.stream.on('error', (error) => parser.destroy(error)).pipe(parser);
  let clock: Clock | undefined;
  let rows: RowReader | undefined;
  try {
    for await (const row of parser as AsyncIterable<string[]>) {
      if (!rows || !clock) {
        clock = new Clock(input, queue);
        rows = new RowReader(row, clock.start);
        if (!rows.usable) throw new RunError(strange(row), 7);
        continue;
      }
      const sample = rows.read(row);
      if (sample) clock.samples.add(sample);
      else broken();
    }
  } finally {
    clock?.stop();
  }
  const { code } = await input.ended;
  // Whether all came of a k6 that was killed, nobody can tell.
  if (code !== null) clock?.finish(input.summary());
}

function strange(header: readonly string[]) {
  return {
    what: 'this k6 writes csv in a way that loadkit does not know',
    why: `its columns are: ${header.join(', ')}`,
    next: 'use k6 v2, or install Go 1.25 or newer: loadkit then builds an engine of its own',
  };
}

/** Second 0 begins with the first line of the csv; from then on every second gives its lines. */
class Clock {
  /** Milliseconds since the epoch. */
  readonly start = Date.now();
  readonly samples: SampleAccumulator;
  private readonly begun = performance.now();
  private readonly queue: Queue<EngineLine | undefined>;
  private readonly meter: GeneratorMeter;
  private pending: GeneratorLine[] = [];
  private timer: NodeJS.Timeout | undefined;
  private last = 0;

  constructor({ source, pid, k6, kinds, tags }: StockInput, queue: Queue<EngineLine | undefined>) {
    this.samples = new SampleAccumulator(kinds, this.start, new Set(tags));
    this.queue = queue;
    this.meter = new GeneratorMeter(source);
    const hello: Hello = {
      t: 'hello',
      v: 1,
      k6,
      version: 'stock',
      pid,
      start: new Date(this.start).toISOString(),
      cores: availableParallelism(),
      pressureOf: source.pressureOf,
    };
    queue.push(hello);
    this.wait();
  }

  /** Writes every second that there is: no more samples will come. */
  stop(): void {
    clearTimeout(this.timer);
    const now = this.now();
    this.pending.push(...this.meter.line(now, this.samples), ...this.meter.line(now, this.samples, true));
    this.write(Number.POSITIVE_INFINITY);
    this.last = Math.floor(now);
  }

  /** The last lines: custom metrics, what k6 made of its thresholds, and the closing totals. */
  finish({ summary, thresholds }: ReturnType<StockInput['summary']>): void {
    if (thresholds) this.queue.push(thresholds);
    for (const line of this.samples.finish(summary, this.last)) this.queue.push(line);
  }

  private now(): number {
    return (performance.now() - this.begun) / 1000;
  }

  /** Waits for the next whole second. */
  private wait(): void {
    const now = this.now();
    this.timer = setTimeout(() => this.tick(), (Math.floor(now) + 1 - now) * 1000 + 1);
  }

  private tick(): void {
    const now = this.now();
    this.pending.push(...this.meter.line(now, this.samples));
    this.write(Math.floor(now) - DELAY);
    this.wait();
  }

  private write(upTo: number): void {
    for (const line of this.samples.take(upTo)) this.queue.push(line);
    for (const line of this.pending.filter(({ s }) => s <= upTo)) this.queue.push(line);
    this.pending = this.pending.filter(({ s }) => s > upTo);
  }
}

/** Lines that wait for a reader who is slower than their writer. */
class Queue<T> {
  private items: T[] = [];
  private over = false;
  private error: unknown;
  private wake: () => void = () => {};

  push(item: T): void {
    this.items.push(item);
    this.wake();
  }

  /** After what waits the reader comes to the end, or to an error. */
  end(error?: unknown): void {
    this.over = true;
    this.error = error;
    this.wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const items = this.items;
      this.items = [];
      yield* items;
      if (this.items.length > 0) continue;
      if (this.over) break;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    if (this.error !== undefined) throw this.error;
  }
}
