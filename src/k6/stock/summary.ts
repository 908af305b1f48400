import type { Summary } from '../../metrics/fold/accumulator.ts';
import { kindOf } from '../../metrics/kinds.ts';
import { TYPES_MARK } from '../entry.ts';
import { parseLogLine } from '../log-line.ts';

/**
 * Collects what the entry's handleSummary says of the metrics, in lines of k6's log: `--summary-export` leaves out whether
 * a metric holds times, and the other form of the summary would change what a script's own handleSummary is given.
 */
export class SummaryReader {
  private readonly metrics = new Map<string, { kind: NonNullable<ReturnType<typeof kindOf>>; sum: number | null }>();

  /** Takes a line of the log if it is one of ours; says whether it was. */
  add(text: string): boolean {
    if (!text.includes(TYPES_MARK)) return false;
    const line = parseLogLine(text);
    if (line?.source !== 'console' || !line.msg.startsWith(TYPES_MARK)) return false;
    for (const [name, type, contains, sum] of rowsIn(line.msg.slice(TYPES_MARK.length))) {
      const kind = kindOf(type, contains);
      if (kind) this.metrics.set(String(name), { kind, sum: kind.type === 'counter' ? Number(sum) : null });
    }
    return true;
  }

  get summary(): Summary {
    return this.metrics;
  }
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
