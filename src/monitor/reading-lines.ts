import { bucketIndex } from '../metrics/histogram/histogram.ts';
import type { EncodedFrame, FrameLine, Series } from '../metrics/lines/lines.ts';
import { shortened } from '../metrics/shortened.ts';
import type { Monitor, Reading } from './monitor.ts';

/** Most series of one monitor, unless it says so. More would bury those that matter, in the record as in the report. */
const MOST_SERIES = 100;
/** Tags by which loadkit itself tells series apart; of others they are renamed, as Prometheus does. */
const OWN_TAGS: ReadonlySet<string> = new Set(['monitor', 'stage']);
const BITS = 9;

/** Makes the lines of a source of the readings of one monitor (docs/record.md, several sources). */
export class ReadingLines {
  readonly #monitor: string;
  readonly #most: number;
  readonly #ids = new Map<string, number>();
  /** The series that had no room. */
  readonly #beyond = new Set<string>();

  constructor({ name, most = MOST_SERIES }: Pick<Monitor, 'name' | 'most'>) {
    this.#monitor = name;
    this.#most = most;
  }

  /**
   * The lines of the readings of one second: a series that is new is announced before its first frame. A value that is
   * no finite number is no reading.
   */
  linesOf(second: number, readings: readonly Reading[]): (Series | FrameLine)[] {
    const announced: Series[] = [];
    const entries: EncodedFrame[] = [];
    for (const { metric, unit, value, tags = {}, bound } of readings) {
      if (!Number.isFinite(value)) continue;
      const key = JSON.stringify([metric, unit, tags]);
      let id = this.#ids.get(key);
      if (id === undefined) {
        if (this.#ids.size >= this.#most) {
          this.#beyond.add(key);
          continue;
        }
        id = this.#ids.size;
        this.#ids.set(key, id);
        announced.push({
          ...{ t: 'series', id, metric, type: 'trend', unit, bits: BITS, tags: this.#tagged(tags) },
          ...(bound === undefined ? {} : { bound }),
        });
      }
      entries.push([id, 1, value, value, value, [bucketIndex(value, BITS), 1]]);
    }
    return entries.length > 0 ? [...announced, { t: 'frame', s: second, d: entries }] : announced;
  }

  /** How many series found no room, in words; undefined where all did. */
  get leftOut(): string | undefined {
    const { size } = this.#beyond;
    if (size === 0) return undefined;
    return `the monitor ${this.#monitor} reads more than ${this.#most} series; ${size} are not kept: let it \`take\` fewer`;
  }

  #tagged(tags: Readonly<Record<string, string>>): Record<string, string> {
    const own = Object.entries(tags).map(([name, value]) => [
      OWN_TAGS.has(name) ? `exported_${name}` : name,
      shortened(value),
    ]);
    return { monitor: this.#monitor, ...Object.fromEntries(own) };
  }
}
