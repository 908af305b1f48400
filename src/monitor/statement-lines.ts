import type { StatementGrowth, StatementsLine } from '../metrics/lines/monitor-lines.ts';
import { shortened } from '../metrics/shortened.ts';
import type { Spent, StatementsTaken } from './monitor.ts';

/** Most statements of one monitor that have a name. */
const MOST_STATEMENTS = 500;

/** Makes the lines of a record of what the statements of a database grew by (docs/record.md, several sources). */
export class StatementLines {
  readonly #ids = new Map<string, number>();

  /** The line of the reading of one second: the text of a statement stands in the first line that names it. */
  lineOf(second: number, taken: StatementsTaken): StatementsLine {
    if ('missing' in taken) return { t: 'statements', s: second, missing: taken.missing };
    const texts: (readonly [number, string])[] = [];
    const of: StatementGrowth[] = [];
    let others: Spent = taken.others;
    for (const { text, calls, seconds } of taken.statements) {
      const known = this.#ids.get(text);
      if (known === undefined && this.#ids.size >= MOST_STATEMENTS) {
        others = { calls: others.calls + calls, seconds: others.seconds + seconds };
        continue;
      }
      const id = known ?? this.#ids.size;
      this.#ids.set(text, id);
      if (known === undefined) texts.push([id, shortened(text)]);
      of.push([id, calls, rounded(seconds)]);
    }
    return {
      ...{ t: 'statements', s: second, over: rounded(taken.seconds), of },
      ...(texts.length > 0 ? { texts } : {}),
      ...(others.calls > 0 ? { others: [others.calls, rounded(others.seconds)] } : {}),
    };
  }
}

/** To the microsecond. */
function rounded(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}
