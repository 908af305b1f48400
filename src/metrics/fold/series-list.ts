import type { Series } from '../frame.ts';
import type { MetricKind } from '../kinds.ts';
import { OpenSeries } from './open-series.ts';
import type { TagSet } from './tag-set.ts';

/** Series beyond this many are gathered in one per metric. */
const MOST_SERIES = 2000;

/** The series of a run, by metric and kept tags, in the order in which they came up. */
export class SeriesList {
  readonly all: OpenSeries[] = [];
  private readonly kinds: ReadonlyMap<string, MetricKind>;
  private readonly byKey = new Map<string, OpenSeries>();
  private announced = 0;

  /** The kinds of the metrics that are known from the start. */
  constructor(kinds: ReadonlyMap<string, MetricKind>) {
    this.kinds = kinds;
  }

  /** The series of a sample, made when it is new. */
  of(metric: string, tags: TagSet): OpenSeries {
    const known = tags.series.get(metric);
    if (known) return known;
    const series = this.byKey.get(metric + tags.key) ?? this.make(metric, tags);
    tags.series.set(metric, series);
    return series;
  }

  /** The lines about series that came up since the last call; custom ones are left for the end. */
  announce(): Series[] {
    const fresh = this.all.slice(this.announced);
    this.announced = this.all.length;
    return fresh.flatMap((series) => (series.kind ? [series.announcement(series.kind)] : []));
  }

  /** What the frames of all series of a counter add up to. */
  sumOf(metric: string): number {
    return this.all.filter((series) => series.metric === metric).reduce((sum, { totals }) => sum + totals[2], 0);
  }

  private make(metric: string, { key, kept }: TagSet): OpenSeries {
    const full = this.byKey.size >= MOST_SERIES;
    const name = full ? `${metric}\0` : metric + key;
    const gathering = full ? this.byKey.get(name) : undefined;
    if (gathering) return gathering;
    const tags = full ? { loadkit: 'other' } : kept;
    const series = new OpenSeries(this.all.length, metric, this.kinds.get(metric), tags, full);
    this.all.push(series);
    this.byKey.set(name, series);
    return series;
  }
}
