import { bucketIndex } from '../metrics/histogram/histogram.ts';
import type { EncodedFrame, FrameLine, Series } from '../metrics/lines/lines.ts';
import { shortened } from '../metrics/shortened.ts';
import type { Monitor, Reading } from './monitor.ts';

/** Most series of one monitor that nobody named. More would bury those that matter, in the record as in the report. */
const MOST_SERIES = 100;
/** Most series of the metrics that objectives and alerts name: those of a histogram are as many as its buckets. */
const MOST_NAMED = 1000;
/** Tags by which loadkit itself tells series apart; of others they are renamed, as Prometheus does. */
const OWN_TAGS: ReadonlySet<string> = new Set(['monitor', 'stage']);
const BITS = 9;

/** The lines of the readings of one second, and why some of them have none. */
interface LinesOfSecond {
  readonly lines: readonly (Series | FrameLine)[];
  readonly missing: readonly string[];
}

/** Makes the lines of a source of the readings of one monitor (docs/record.md, several sources). */
export class ReadingLines {
  readonly #monitor: string;
  readonly #named: ReadonlySet<string>;
  readonly #ids = new Map<string, number>();
  #ofNamed = 0;
  /** The series that had no room. */
  readonly #beyond = new Set<string>();
  /** Metrics that are named, of which some series had no room: what is judged of the others could be the better part. */
  readonly #crowded = new Set<string>();

  constructor({ name, named = new Set() }: Pick<Monitor, 'name' | 'named'>) {
    this.#monitor = name;
    this.#named = named;
  }

  /**
   * The lines of the readings of one second: a series that is new is announced before its first frame. NaN is no reading,
   * as a share of nothing is none; a value that is infinite is missing.
   */
  linesOf(second: number, readings: readonly Reading[]): LinesOfSecond {
    const announced: Series[] = [];
    const entries: EncodedFrame[] = [];
    const missing = new Set<string>();
    for (const reading of readings) {
      const { metric, value } = reading;
      if (Number.isNaN(value)) continue;
      if (!Number.isFinite(value)) missing.add(`${metric} is ${value > 0 ? '+' : '-'}Inf`);
      else {
        const id = this.#idOf(reading, announced);
        if (id !== undefined) entries.push([id, 1, value, value, value, [bucketIndex(value, BITS), 1]]);
        else if (this.#crowded.has(metric)) missing.add(`${metric} has too many series: the most are ${MOST_NAMED}`);
      }
    }
    const frames: FrameLine[] = entries.length > 0 ? [{ t: 'frame', s: second, d: entries }] : [];
    return { lines: [...announced, ...frames], missing: [...missing] };
  }

  /** How many series found no room, in words; undefined where all did. */
  get leftOut(): string | undefined {
    const [{ size }, crowded] = [this.#beyond, [...this.#crowded].join(', ')];
    if (size === 0 && crowded === '') return undefined;
    const others = `more than ${MOST_SERIES} series that no objective names; ${size} are not kept: let it \`take\` fewer`;
    const named = `more than ${MOST_NAMED} series that objectives name; of ${crowded} none is kept any more`;
    return `the monitor ${this.#monitor} reads ${[...(size > 0 ? [others] : []), ...(crowded ? [named] : [])].join(', and ')}`;
  }

  /** The number of a reading's series; undefined where it has no room. */
  #idOf({ metric, unit, tags = {}, bound }: Reading, announced: Series[]): number | undefined {
    if (this.#crowded.has(metric)) return undefined;
    const key = JSON.stringify([metric, unit, tags]);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const named = this.#named.has(metric);
    if (named ? this.#ofNamed >= MOST_NAMED : this.#ids.size - this.#ofNamed >= MOST_SERIES) {
      if (named) this.#crowded.add(metric);
      else this.#beyond.add(key);
      return undefined;
    }
    const id = this.#ids.size;
    this.#ids.set(key, id);
    if (named) this.#ofNamed += 1;
    announced.push({
      ...{ t: 'series', id, metric, type: 'trend', unit, bits: BITS, tags: this.#tagged(tags) },
      ...(bound === undefined ? {} : { bound }),
    });
    return id;
  }

  #tagged(tags: Readonly<Record<string, string>>): Record<string, string> {
    const own = Object.entries(tags).map(([name, value]) => [
      OWN_TAGS.has(name) ? `exported_${name}` : name,
      shortened(value),
    ]);
    return { monitor: this.#monitor, ...Object.fromEntries(own) };
  }
}
