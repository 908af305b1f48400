import type { MetricKind } from '../catalogue.ts';
import type { EncodedFrame, FrameLine } from '../lines/lines.ts';
import type { OpenSeries } from './open-series.ts';
import { type Counted, entryOf, nanoseconds } from './tally.ts';

/** A second of a custom metric; `text` keeps what was counted in far less memory than objects would. */
interface Waiting {
  readonly second: number;
  readonly series: OpenSeries;
  readonly text: string;
}

/** The seconds of custom metrics, kept until k6's summary tells the type of each. */
export class Untyped {
  private readonly waiting: Waiting[] = [];

  /** Keeps a second, counted as it came, and what differs where the values are times in milliseconds. */
  put(second: number, series: OpenSeries, plain: Counted, times: Pick<Counted, 'sum' | 'histogram'>): void {
    this.waiting.push({ second, series, text: JSON.stringify([plain, times]) });
  }

  /** Their frames by second, and how many samples of which metrics are left out because nothing was said of them. */
  frames(kindOf: (metric: string) => MetricKind | undefined): { lines: FrameLine[]; left: Record<string, number> } {
    const seconds = new Map<number, EncodedFrame[]>();
    const left: Record<string, number> = {};
    for (const { second, series, text } of this.waiting.sort((a, b) => a.second - b.second)) {
      const [plain, times] = JSON.parse(text) as [Counted, Pick<Counted, 'sum' | 'histogram'>];
      const kind = kindOf(series.metric);
      if (!kind) {
        left[series.metric] = (left[series.metric] ?? 0) + plain.count;
        continue;
      }
      const entry = entryOf(series.id, kind, kind.unit === 'seconds' ? { ...inSeconds(plain), ...times } : plain);
      series.wrote(entry, kind, second);
      const entries = seconds.get(second);
      if (entries) entries.push(entry);
      else seconds.set(second, [entry]);
    }
    return { lines: [...seconds].map(([s, d]) => ({ t: 'frame', s, d })), left };
  }
}

function inSeconds(counted: Counted): Counted {
  const scaled = (value: number) => nanoseconds(value / 1000);
  return { ...counted, min: scaled(counted.min), max: scaled(counted.max), last: scaled(counted.last) };
}
