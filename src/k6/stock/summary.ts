import type { MetricKind } from '../../metrics/catalogue.ts';
import type { Summary } from '../../metrics/fold/accumulator.ts';
import type { MetricType, SeriesUnit, ThresholdsLine, ThresholdsOf } from '../../metrics/lines/lines.ts';
import { TYPES_MARK } from '../bundle/entry.ts';
import { parseLogLine } from '../log/log-line.ts';

/**
 * Collects what the entry's handleSummary says of the metrics, in lines of k6's log: `--summary-export` leaves out
 * whether a metric holds times, and the other form of the summary would change what a script's own handleSummary is
 * given.
 */
export class SummaryReader {
  private readonly metrics = new Map<string, { kind: MetricKind; sum: number | null }>();

  private readonly judged: ThresholdsOf[] = [];

  /** Takes a line of the log if it is one of ours; says whether it was. */
  add(text: string): boolean {
    if (!text.includes(TYPES_MARK)) return false;
    const line = parseLogLine(text);
    if (line?.source !== 'console' || !line.msg.startsWith(TYPES_MARK)) return false;
    for (const [name, type, contains, sum, values, judged] of rowsIn(line.msg.slice(TYPES_MARK.length))) {
      const kind = kindOf(type, contains);
      if (kind && Array.isArray(judged)) this.judged.push(thresholdsOf(String(name), kind, values, judged));
      else if (kind) this.metrics.set(String(name), { kind, sum: kind.type === 'counter' ? Number(sum) : null });
    }
    return true;
  }

  /** What k6 made of the script's thresholds; undefined where it told of none. */
  get thresholds(): ThresholdsLine | undefined {
    return this.judged.length > 0 ? { t: 'thresholds', of: this.judged } : undefined;
  }

  get summary(): Summary {
    return this.metrics;
  }
}

const UNITS: Readonly<Record<string, SeriesUnit>> = { time: 'seconds', data: 'bytes', default: 'none' };
const TYPES: readonly string[] = ['counter', 'gauge', 'rate', 'trend'] satisfies MetricType[];

/** A kind by the words of k6's summary; undefined for words that are not k6's. */
export function kindOf(type: unknown, contains: unknown): MetricKind | undefined {
  const unit = UNITS[String(contains)];
  return unit === undefined || !TYPES.includes(String(type)) ? undefined : { type: type as MetricType, unit };
}

/** As the engine tells them: in base units. How many samples there were, the summary does not say. */
function thresholdsOf(metric: string, { type, unit }: MetricKind, values: unknown, judged: unknown[]): ThresholdsOf {
  const scale = unit === 'seconds' && (type === 'trend' || type === 'gauge') ? 1e-3 : 1;
  const numbers = Object.entries((values ?? {}) as Record<string, unknown>).filter(([, v]) => Number.isFinite(v));
  return {
    metric,
    type,
    unit,
    empty: null,
    samples: null,
    values: Object.fromEntries(numbers.map(([name, value]) => [name, (value as number) * scale])),
    thresholds: judged.filter(Array.isArray).map(([source, ok]) => ({ source: String(source), failed: ok !== true })),
  };
}

/** Nothing where the script itself wrote something that only looks like ours. */
function rowsIn(text: string): unknown[][] {
  try {
    const rows: unknown = JSON.parse(text);
    return Array.isArray(rows) ? rows.filter(Array.isArray) : [];
  } catch {
    return [];
  }
}
