import type { MetricKind } from '../catalogue.ts';
import type { Series } from '../lines/lines.ts';
import { OpenSeries } from './open-series.ts';
import { DETAILS, type Detail, TagSet } from './tag-set.ts';

type Bounded = Exclude<Detail, 'nothing'>;

/**
 * How many series there may be for a new set of open tags to be kept at a detail, and for a new series of one that is
 * kept already, as in the engine (engine/output/series_list.go).
 */
const ROOM: Readonly<Record<Bounded, number>> = {
  whole: 2_000,
  addressed: 4_000,
  patterned: 6_000,
  named: 8_000,
  exact: 60_000,
};
const MOST_SERIES: Readonly<Record<Bounded, number>> = {
  whole: 30_000,
  addressed: 35_000,
  patterned: 40_000,
  named: 50_000,
  exact: 60_000,
};

/** The series of a run, by metric and kept tags, in the order in which they came up. */
export class SeriesList {
  readonly all: OpenSeries[] = [];
  private readonly kinds: ReadonlyMap<string, MetricKind>;
  private readonly wanted: ReadonlySet<string>;
  private readonly byKey = new Map<string, OpenSeries>();
  /** Sets of open tags that are kept, by detail. */
  private readonly open: Readonly<Record<Bounded, Set<string>>> = {
    whole: new Set(),
    addressed: new Set(),
    patterned: new Set(),
    named: new Set(),
    exact: new Set(),
  };
  private announced = 0;

  /** The kinds of the metrics that are known from the start, and the tags that objectives name. */
  constructor(kinds: ReadonlyMap<string, MetricKind>, wanted: ReadonlySet<string>) {
    this.kinds = kinds;
    this.wanted = wanted;
  }

  /** The series of a sample, made when it is new. */
  of(metric: string, tags: TagSet): OpenSeries {
    const known = tags.series.get(metric);
    if (known) return known;
    const series = this.find(metric, tags);
    tags.series.set(metric, series);
    return series;
  }

  /** Makes a series of each counter that no sample was added to: 0 is what it counted. k6's own need none. */
  addCounters(metrics: readonly string[]): void {
    const seen = new Set(this.all.map(({ metric }) => metric));
    const fresh = metrics.filter((metric) => !seen.has(metric) && !this.kinds.has(metric));
    for (const metric of fresh) this.of(metric, new TagSet({}));
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

  /** The series at the first detail that has it or has room for it. */
  private find(metric: string, tags: TagSet): OpenSeries {
    for (const detail of DETAILS) {
      const naming = tags.naming(metric, this.wanted, detail);
      const key = metric + naming.key;
      const known = this.byKey.get(key);
      if (known) return known;
      if (detail !== 'nothing' && !this.admits(detail, naming.open)) continue;
      const series = new OpenSeries(this.all.length, metric, this.kinds.get(metric), naming);
      this.all.push(series);
      this.byKey.set(key, series);
      return series;
    }
    throw new Error('unreachable: samples without tags always have a series');
  }

  private admits(detail: Bounded, open: string): boolean {
    if (open === '' || this.open[detail].has(open)) return this.all.length < MOST_SERIES[detail];
    if (this.all.length >= ROOM[detail]) return false;
    this.open[detail].add(open);
    return true;
  }
}
