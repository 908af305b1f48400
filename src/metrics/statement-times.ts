import type { StatementGrowth, StatementsLine } from './lines/monitor-lines.ts';
import type { Placing } from './timeline/placing.ts';

/** How often statements were carried out in some time, and the seconds that this took. */
export interface StatementTime {
  readonly text: string;
  readonly calls: number;
  readonly seconds: number;
}

type Spent = Pick<StatementTime, 'calls' | 'seconds'>;

/** So many reasons are told apart; a monitor has a handful. */
const MOST_REASONS = 20;
const NONE: Spent = { calls: 0, seconds: 0 };
/** The name of all statements that have none of their own. */
const OTHERS = -1;

/** What the statements of a database took, stage by stage, folded reading by reading. */
export class StatementTimes {
  /** Why some readings told of none. */
  readonly missing = new Set<string>();
  private readonly texts = new Map<number, string>();
  /** By stage, and of the whole run (null); by the number of the statement. */
  private readonly spent = new Map<string | null, Map<number, Spent>>();

  /** What grew between two readings belongs to the stage in which most of that time lies. */
  add({ s, over, texts, of, others, missing }: StatementsLine, placing: Placing): void {
    if (missing && this.missing.size < MOST_REASONS) this.missing.add(missing);
    if (!of) return;
    for (const [id, text] of texts ?? []) this.texts.set(id, text);
    const grown: readonly StatementGrowth[] = others ? [...of, [OTHERS, ...others]] : of;
    const stage = placing.stageAt(s - (over ?? 0) / 2);
    for (const name of stage === undefined ? [null] : [null, stage]) {
      const spent = this.spent.get(name) ?? new Map<number, Spent>();
      this.spent.set(name, spent);
      for (const [id, calls, seconds] of grown) spent.set(id, plus(spent.get(id) ?? NONE, { calls, seconds }));
    }
  }

  /** Whether a monitor told of statements, or why it could not. */
  get told(): boolean {
    return this.missing.size > 0 || this.spent.size > 0;
  }

  /**
   * The statements that took most of the time of a stage, of the whole run where it is null, and all others together;
   * undefined where none was read in it.
   */
  most(stage: string | null, count: number): { statements: StatementTime[]; others: Spent } | undefined {
    const spent = this.spent.get(stage);
    if (!spent) return undefined;
    const named = [...spent].filter(([id]) => this.texts.has(id)).sort(([, a], [, b]) => b.seconds - a.seconds);
    const shown = new Set(named.slice(0, count).map(([id]) => id));
    return {
      statements: named.slice(0, count).map(([id, each]) => ({ text: this.texts.get(id)!, ...each })),
      others: [...spent].reduce((sum, [id, each]) => (shown.has(id) ? sum : plus(sum, each)), NONE),
    };
  }
}

function plus(a: Spent, b: Spent): Spent {
  return { calls: a.calls + b.calls, seconds: a.seconds + b.seconds };
}
