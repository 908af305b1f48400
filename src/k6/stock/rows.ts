import type { Sample } from '../../metrics/fold/accumulator.ts';
import { TagSet } from '../../metrics/fold/tag-set.ts';
import { tagsKey } from '../../metrics/tags.ts';

/** The columns that no csv of k6 is without. */
const NEEDED = ['metric_name', 'timestamp', 'metric_value'] as const;
/** A script with ever new tag values passes these. */
const MOST_SETS = 8192;

/**
 * Reads the rows of k6's csv output, whose columns are `metric_name timestamp metric_value`, one per system tag in use,
 * `extra_tags` and `metadata`; times in nanoseconds since the epoch (K6_CSV_TIME_FORMAT=unix_nano).
 */
export class RowReader {
  private readonly width: number;
  private readonly needed: readonly number[];
  private readonly tagColumns: readonly (readonly [index: number, tag: string])[];
  private readonly extra: number;
  private readonly metadata: number;
  /** The start, split because nanoseconds since the epoch are more than a double tells apart. */
  private readonly seconds: number;
  private readonly nanoseconds: number;
  private readonly byText = new Map<string, TagSet>();
  private readonly bySet = new Map<string, TagSet>();
  private latest: { readonly row: readonly string[]; readonly tags: TagSet } | undefined;

  /** `start`: the moment of second 0, in milliseconds since the epoch. */
  constructor(header: readonly string[], start: number) {
    this.width = header.length;
    this.needed = NEEDED.map((name) => header.indexOf(name));
    this.extra = header.indexOf('extra_tags');
    this.metadata = header.indexOf('metadata');
    const others = [...this.needed, this.extra, this.metadata];
    this.tagColumns = header.flatMap((tag, index) => (others.includes(index) ? [] : [[index, tag] as const]));
    this.seconds = Math.floor(start / 1000);
    this.nanoseconds = (start - this.seconds * 1000) * 1e6;
  }

  /** Whether these are the columns of k6's csv. */
  get usable(): boolean {
    return this.needed.every((index) => index >= 0);
  }

  /** The sample of a row; undefined for one that cannot be read (a killed k6 leaves a torn one). */
  read(row: readonly string[]): Sample | undefined {
    const [metric, time, value] = this.needed.map((index) => row[index]);
    if (row.length !== this.width || !metric || !/^\d{16,20}$/.test(time ?? '') || !value) return undefined;
    const number = numberOf(value);
    if (number === undefined) return undefined;
    const at = Number(time!.slice(0, -9)) - this.seconds + (Number(time!.slice(-9)) - this.nanoseconds) / 1e9;
    const metadata = row[this.metadata] ?? '';
    return { metric, at, value: number, tags: this.tagsOf(row), metadata: () => pairs(metadata) };
  }

  /** The same object for the same tags: consecutive rows mostly share theirs. */
  private tagsOf(row: readonly string[]): TagSet {
    const { latest } = this;
    if (latest && this.sameTags(row, latest.row)) return latest.tags;
    const text = [...this.tagColumns.map(([index]) => row[index]), row[this.extra] ?? ''].join('\0');
    const tags = this.byText.get(text) ?? this.newTags(text, row);
    this.latest = { row, tags };
    return tags;
  }

  private sameTags(row: readonly string[], other: readonly string[]): boolean {
    return row[this.extra] === other[this.extra] && this.tagColumns.every(([index]) => row[index] === other[index]);
  }

  /** k6 writes extra tags in any order, so that different texts can mean the same set. */
  private newTags(text: string, row: readonly string[]): TagSet {
    if (this.byText.size >= MOST_SETS) {
      this.byText.clear();
      this.bySet.clear();
    }
    const columns = this.tagColumns.map(([index, tag]) => [tag, row[index]!] as const);
    const fresh = new TagSet({ ...pairs(row[this.extra] ?? ''), ...Object.fromEntries(columns) });
    const key = tagsKey(fresh.all);
    const tags = this.bySet.get(key) ?? fresh;
    this.bySet.set(key, tags);
    this.byText.set(text, tags);
    return tags;
  }
}

/** What Go's %f prints; NaN and the infinities are numbers that the accumulator counts as invalid. */
function numberOf(text: string): number | undefined {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return /^(NaN|[+-]Inf)$/.test(text) ? Number.NaN : undefined;
}

/**
 * `a=1&b=2` as k6 writes it, without escaping: a piece without `=` belongs to the value before it. A value with both
 * signs cannot be told from two tags.
 */
function pairs(text: string): Record<string, string> {
  const found: [string, string][] = [];
  for (const piece of text === '' ? [] : text.split('&')) {
    const at = piece.indexOf('=');
    const last = found.at(-1);
    if (at > 0) found.push([piece.slice(0, at), piece.slice(at + 1)]);
    else if (last) last[1] += `&${piece}`;
  }
  return Object.fromEntries(found);
}
