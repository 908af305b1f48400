import { bitsOf, type MetricKind } from '../catalogue.ts';
import type { EncodedFrame, Series } from '../lines/lines.ts';
import { WorstRequests } from './worst.ts';

/** What tells a sample's series apart at one detail. */
export interface Naming {
  readonly tags: Readonly<Record<string, string>>;
  /** The names of the tags that were left out. */
  readonly folded: readonly string[];
  /** One string for each different set, and that of its open tags. */
  readonly key: string;
  readonly open: string;
}

/** A series that is being written: one metric with one set of kept tags, and what its frames add up to. */
export class OpenSeries {
  readonly id: number;
  readonly metric: string;
  /** Undefined while nobody knows the type of a custom metric. */
  readonly kind: MetricKind | undefined;
  readonly tags: Naming['tags'];
  /** The names of the tags that the bound on series took from its samples. */
  readonly folded: Naming['folded'];
  /** Of request durations, which have exemplars. */
  readonly worst: WorstRequests | undefined;
  private count = 0;
  private sum = 0;
  private lastSecond = 0;

  constructor(id: number, metric: string, kind: MetricKind | undefined, { tags, folded }: Naming) {
    this.id = id;
    this.metric = metric;
    this.kind = kind;
    this.tags = tags;
    this.folded = folded;
    this.worst = metric === 'http_req_duration' ? new WorstRequests() : undefined;
  }

  /** The line that announces it as a series of this kind. */
  announcement({ type, unit }: MetricKind): Series {
    const { id, metric, tags, folded } = this;
    const bits = type === 'trend' ? { bits: bitsOf(metric) } : {};
    return { t: 'series', id, metric, type, unit, ...bits, tags, ...(folded.length > 0 ? { folded } : {}) };
  }

  /**
   * Adds an entry that was written, in the order of writing, so that a reader who adds them gets the very same sums.
   */
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
