import type { EncodedFrame, FrameLine } from '../frame.ts';
import type { MetricKind } from '../kinds.ts';
import type { OpenSeries } from './open-series.ts';
import { type Counted, entryOf } from './tally.ts';

/** A second of a custom metric, counted as it came and as if it were milliseconds. */
interface Waiting {
  readonly second: number;
  readonly series: OpenSeries;
  readonly plain: Counted;
  readonly times: Counted;
}

/** The seconds of custom metrics, kept until k6's summary tells the type of each. */
export class Untyped {
  private readonly waiting: Waiting[] = [];

  put(second: number, series: OpenSeries, plain: Counted, times: Counted): void {
    this.waiting.push({ second, series, plain, times });
  }

  /** Their frames by second, and how many samples of which metrics are left out because nothing was said of them. */
  frames(kindOf: (metric: string) => MetricKind | undefined): { lines: FrameLine[]; left: Record<string, number> } {
    const seconds = new Map<number, EncodedFrame[]>();
    const left: Record<string, number> = {};
    for (const { second, series, plain, times } of this.waiting.sort((a, b) => a.second - b.second)) {
      const kind = kindOf(series.metric);
      if (!kind) {
        left[series.metric] = (left[series.metric] ?? 0) + plain.count;
        continue;
      }
      const entry = entryOf(series.id, kind, kind.unit === 'seconds' ? times : plain);
      series.wrote(entry, kind, second);
      seconds.set(second, [...(seconds.get(second) ?? []), entry]);
    }
    return { lines: [...seconds].map(([s, d]) => ({ t: 'frame', s, d })), left };
  }
}
