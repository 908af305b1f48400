import type { EncodedFrame, Series } from '../frame.ts';
import { bitsOf, type MetricKind } from '../kinds.ts';
import { Worst } from './worst.ts';

/** A series that is being written: one metric with one set of kept tags, and what its frames add up to. */
export class OpenSeries {
  readonly id: number;
  readonly metric: string;
  /** Undefined while nobody knows the type of a custom metric. */
  readonly kind: MetricKind | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** Whether it gathers what came after the last series that there is room for. */
  readonly gathering: boolean;
  /** Of request durations, which have exemplars. */
  readonly worst: Worst | undefined;
  private count = 0;
  private sum = 0;
  private lastSecond = 0;

  constructor(
    id: number,
    metric: string,
    kind: MetricKind | undefined,
    tags: Readonly<Record<string, string>>,
    gathering: boolean,
  ) {
    this.id = id;
    this.metric = metric;
    this.kind = kind;
    this.tags = tags;
    this.gathering = gathering;
    this.worst = metric === 'http_req_duration' ? new Worst() : undefined;
  }

  /** The line that announces it as a series of this kind. */
  announcement({ type, unit }: MetricKind): Series {
    const { id, metric, tags } = this;
    return { t: 'series', id, metric, type, unit, ...(type === 'trend' ? { bits: bitsOf(metric) } : {}), tags };
  }

  /** Adds an entry that was written, in the order of writing, so that a reader who adds them gets the very same sums. */
  wrote(entry: EncodedFrame, { type }: MetricKind, second: number): void {
    this.count += entry[1];
    const value = entry[2] as number;
    if (type !== 'gauge') this.sum += value;
    else if (second >= this.lastSecond) {
      this.sum = value;
      this.lastSecond = second;
    }
  }

  /** `[id, count, sum]` of all frames; of a rate the sum is the non-zero ones, of a gauge the last value. */
  get totals(): readonly [number, number, number] {
    return [this.id, this.count, this.sum];
  }
}
