import type { Figure } from '../result/figure.ts';

/**
 * The demand of one month from now: the expected value and the ends of its 90 % interval; all three are one where
 * nothing was estimated.
 */
export interface DemandPoint {
  /** Mean months (30.436875 days) from now. */
  readonly month: number;
  readonly p05: number;
  readonly value: number;
  readonly p95: number;
}

/** One of the three curves of a demand. */
export type Curve = 'p05' | 'value' | 'p95';
export const CURVES = ['p05', 'value', 'p95'] as const;

/** How a month of a demand, or a level it reaches, is computed. */
export interface Worked {
  readonly value: number;
  /** A mathjs expression over the ids of the demand's inputs. */
  readonly expression: string;
}

/** The most that a history tells of, in months from now. */
export interface Highest extends Worked {
  readonly month: number;
  /** The day, `2026-10-30`. */
  readonly date: string;
}

/** How much of something will be wanted, and when. */
export interface Demand {
  /** As the configuration calls it: `requests`, `GPU hours`. */
  readonly quantity: string;
  readonly unit: string;
  readonly kind: 'compound' | 'milestones' | 'history';
  /** The months of the growth table, 0 to the horizon. */
  readonly points: readonly DemandPoint[];
  /** A sentence: what the numbers rest on. */
  readonly basis: string;
  readonly caveats: readonly string[];
  /** The last month that is planned for. */
  readonly horizon: number;
  /** Months of its own that the growth table must not leave out: those of milestones. */
  readonly marks?: readonly number[];
  /** The most that was counted in the last year, and when; null: nothing was counted. */
  readonly highest?: Highest | null;
  /** The month beyond which nothing was said or measured: what lies there is `projected`. null: there is none. */
  readonly projectedFrom: number | null;
  /** With what the ids of its figures begin: `requests`. */
  readonly id: string;
  /** What the curves are computed from: stated, assumed or fitted. */
  readonly inputs: readonly Figure[];
  /** The demand at any month from 0 on. */
  at(month: number): DemandPoint;
  /** A curve at a month, with its arithmetic. */
  worked(month: number, curve: Curve): Worked;
  /**
   * The first month from now on at which a curve is at or above a level; the month's arithmetic is over the inputs and
   * the level's own expression. null: never.
   */
  reaches(level: Worked, curve: Curve): Worked | null;
}

/** What every demand is made of; the rest follows. */
export type DemandParts = Omit<Demand, 'points' | 'at'>;

/** A demand of its parts. */
export function demandOf(parts: DemandParts): Demand {
  const at = (month: number): DemandPoint => {
    if (!(month >= 0)) throw new RangeError(`a demand is told from now on, not at month ${month}`);
    const [p05, value, p95] = CURVES.map((curve) => parts.worked(month, curve).value);
    return { month, p05: p05!, value: value!, p95: p95! };
  };
  return { ...parts, points: tableMonths(parts.horizon, parts.marks).map(at), at };
}

/** A demand times `times` / `over`, in another unit; the expressions are over the demand's inputs. */
export function scaled(
  demand: Demand,
  {
    id,
    unit,
    times,
    over,
  }: { readonly id: string; readonly unit: string; readonly times: Worked; readonly over: Worked },
): Demand {
  const by = ({ value, expression }: Worked, up: Worked, down: Worked): Worked => ({
    value: (value * up.value) / down.value,
    expression: `(${expression}) * ${up.expression} / ${down.expression}`,
  });
  return demandOf({
    ...demand,
    id,
    unit,
    highest: demand.highest ? { ...demand.highest, ...by(demand.highest, times, over) } : null,
    worked: (month, curve) => by(demand.worked(month, curve), times, over),
    reaches: (level, curve) => demand.reaches(by(level, over, times), curve),
  });
}

/** The months of a growth table: now, +3, +6, +12, then by years, those of its `marks`, and the horizon. */
export function tableMonths(horizon: number, marks: readonly number[] = []): readonly number[] {
  const usual = [0, 3, 6, 12, 24, 36, 48, 60, 72, 84, 96, 108];
  const within = [...usual, ...marks].filter((month) => month >= 0 && month < horizon).sort((a, b) => a - b);
  return [...new Set([...within, horizon])];
}

/** A number as an expression holds it: every digit, a negative one in brackets. */
export function literal(value: number): string {
  return value < 0 ? `(${value})` : String(value);
}
