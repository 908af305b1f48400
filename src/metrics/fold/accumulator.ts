import { bitsOf, type MetricKind } from '../catalogue.ts';
import type { EngineLine, Exemplar, FrameLine, Mark } from '../lines/lines.ts';
import type { OpenSeries } from './open-series.ts';
import { RequestTimes } from './request-time.ts';
import { SeriesList } from './series-list.ts';
import { LoadSpan } from './span.ts';
import type { TagSet } from './tag-set.ts';
import { entryOf, nanoseconds, Tally } from './tally.ts';
import { Untyped } from './untyped.ts';
import { exemplarOf, traceOf, type Worst, type WorstRequests } from './worst.ts';

/** One sample as k6 gives it: times in milliseconds. */
export interface Sample {
  readonly metric: string;
  /** Seconds since the start; what was before counts as the first second. */
  readonly at: number;
  readonly value: number;
  readonly tags: TagSet;
  /** Read only for exemplars. */
  readonly metadata: () => Readonly<Record<string, string>>;
}

/** What k6's end-of-test summary says of each metric; `sum` of counters. */
export type Summary = ReadonlyMap<string, { readonly kind: MetricKind; readonly sum: number | null }>;

/**
 * What a second of a series is counted in; of a custom metric also as if it were milliseconds, which only the end
 * tells.
 */
type Tallies = readonly [plain: Tally, times?: Tally];

/** Counters that grow by one a sample: held against the summary's they tell whether samples were lost on the way. */
const COUNTED: readonly string[] = ['http_reqs', 'iterations'];

/**
 * Folds samples into the lines that loadkit's engine would have written for them (engine/output, docs/record.md), where
 * a stock k6 hands out samples only. What it cannot know before the end, the types of custom metrics, waits until then.
 * Pure.
 */
export class SampleAccumulator {
  /** Active and allocated users, as k6 said last. */
  vus = 0;
  vusMax = 0;
  /** Samples that went to a gathering series, and those that were no numbers. */
  private other = 0;
  private invalid = 0;
  private readonly series: SeriesList;
  private readonly start: number;
  private readonly seconds = new Map<number, Map<OpenSeries, Tallies>>();
  private readonly untyped = new Untyped();
  private readonly requests = new RequestTimes();
  private readonly span = new LoadSpan();
  private readonly marked = new Set<string>();
  private marks: Mark[] = [];
  private exemplars: [Exemplar, Worst][] = [];

  /**
   * The kinds of the metrics that are known from the start, the start in milliseconds since the epoch, and the tags
   * that objectives name.
   */
  constructor(kinds: ReadonlyMap<string, MetricKind>, start: number, wanted: ReadonlySet<string> = new Set()) {
    this.series = new SeriesList(kinds, wanted);
    this.start = start;
  }

  add(sample: Sample): void {
    const { metric, at, tags } = sample;
    if (!Number.isFinite(sample.value)) {
      this.invalid += 1;
      return;
    }
    if (metric === 'loadkit_start') {
      this.mark(sample);
      return;
    }
    const series = this.series.of(metric, tags);
    const value = series.kind?.unit === 'seconds' ? nanoseconds(sample.value / 1000) : sample.value;
    const second = Math.max(0, Math.floor(at));
    if (metric === 'vus') this.vus = value;
    if (metric === 'vus_max') this.vusMax = value;
    if (series.worst) this.exemplify(series.worst, series.id, second, value, sample);
    this.count(series, second, value);
    this.span.add(at, metric === 'iteration_duration' ? value : undefined);
    if (metric === 'http_req_duration' && tags.judgedByStatus)
      this.count(this.series.of('http_req_failed', tags), second, tags.succeeded ? 0 : 1);
    const whole = this.requests.add(metric, at, value, tags);
    if (whole !== undefined) this.count(this.series.of('request_time', tags), second, whole);
  }

  /** Takes every second up to this one: new series, marks, exemplars, frames. */
  take(upTo: number): EngineLine[] {
    // Slow ones that others pushed out meanwhile are left out: at its start a run has many.
    const worst = this.exemplars.filter(([line, among]) => line.kind === 'error' || among.contains(line.value));
    const lines: EngineLine[] = [...this.series.announce(), ...this.marks, ...worst.map(([line]) => line)];
    this.marks = [];
    this.exemplars = [];
    for (const second of [...this.seconds.keys()].filter((s) => s <= upTo).sort((a, b) => a - b)) {
      lines.push(...this.frame(second));
      this.seconds.delete(second);
    }
    return lines;
  }

  /** All that is left, now that k6's summary has said what its custom metrics are, and the closing line. */
  finish(summary: Summary, second: number): EngineLine[] {
    const kindOf = (metric: string) => summary.get(metric)?.kind;
    const lines = this.take(Number.POSITIVE_INFINITY);
    this.series.addCounters([...summary].filter(([, { kind }]) => kind.type === 'counter').map(([metric]) => metric));
    const custom = this.series.all.filter((series) => !series.kind);
    for (const series of custom) {
      const kind = kindOf(series.metric);
      if (kind) lines.push(series.announcement(kind));
    }
    const { lines: frames, left } = this.untyped.frames(kindOf);
    const written = this.series.all.filter((series) => series.kind ?? kindOf(series.metric));
    const missing = COUNTED.map((metric) => (summary.get(metric)?.sum ?? 0) - this.series.sumOf(metric));
    return [
      ...lines,
      ...frames,
      {
        t: 'end',
        s: second,
        totals: written.map(({ totals }) => totals),
        other: this.other,
        invalid: this.invalid,
        lost: missing.reduce((sum, each) => sum + Math.max(0, each), 0),
        untyped: left,
        span: this.span.ends,
      },
    ];
  }

  private count(series: OpenSeries, second: number, value: number): void {
    if (series.folded.length > 0) this.other += 1;
    const cells = this.seconds.get(second) ?? new Map<OpenSeries, Tallies>();
    if (cells.size === 0) this.seconds.set(second, cells);
    let tallies = cells.get(series);
    if (!tallies) {
      tallies = talliesFor(series);
      cells.set(series, tallies);
    }
    const [plain, times] = tallies;
    plain.add(value);
    times?.add(nanoseconds(value / 1000));
  }

  /** A second's frame line, if there is something to write; what has no kind yet is put aside. */
  private frame(second: number): FrameLine[] {
    const cells = [...this.seconds.get(second)!].sort(([a], [b]) => a.id - b.id);
    const entries = cells.flatMap(([series, [plain, times]]) => {
      if (times) this.untyped.put(second, series, plain.close(), times.close());
      if (!series.kind) return [];
      const entry = entryOf(series.id, series.kind, plain.close());
      series.wrote(entry, series.kind, second);
      return [entry];
    });
    return entries.length > 0 ? [{ t: 'frame', s: second, d: entries }] : [];
  }

  /** When a scenario began; its first iteration says so, in milliseconds since the epoch. */
  private mark({ value, tags }: Sample): void {
    const scenario = tags.all['scenario'] ?? '';
    if (this.marked.has(scenario)) return;
    this.marked.add(scenario);
    const microseconds = Math.round(value * 1000) - Math.round(this.start * 1000);
    this.marks.push({ t: 'mark', scenario, at: Math.max(0, microseconds) / 1e6 });
  }

  private exemplify(
    worst: WorstRequests,
    id: number,
    second: number,
    value: number,
    { tags, ...sample }: Sample,
  ): void {
    const metadata = sample.metadata();
    const among = worst.among(traceOf(metadata));
    const keep = (kind: Exemplar['kind']) =>
      this.exemplars.push([exemplarOf(kind, id, second, value, tags.all, metadata), among]);
    if (among.slow(value)) keep('slow');
    if (among.erred(tags.all['error_code'])) keep('error');
  }
}

function talliesFor({ kind, metric }: OpenSeries): Tallies {
  if (!kind) return [new Tally(9), new Tally(9)];
  return [new Tally(kind.type === 'trend' ? bitsOf(metric) : undefined)];
}
