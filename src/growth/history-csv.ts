import { fieldNumber, readTable } from '../config/csv.ts';
import { UserError } from '../errors.ts';
import { monthsBetween, parseDay } from '../units/months.ts';

/** How much there was on a day. */
export interface HistoryPoint {
  /** Months from now: 0 or less. */
  readonly month: number;
  readonly value: number;
}

/** Two coefficients, a spread, and a quarter that is held out: with fewer nothing can be chosen. */
export const LEAST_POINTS = 6;

/**
 * The points of a CSV file of history, sorted by date: columns `date` (2026-01-23, or 2026-01-23T14:00:00Z) and `value`
 * (0 or more); other columns are left alone, rows may stand in any order and at any distance. `today` is in days
 * (`parseDay`). Throws UserError naming file and line, with every row that cannot be used.
 */
export function readHistory(text: string, file: string, today: number): readonly HistoryPoint[] {
  const rows = readTable(
    text,
    file,
    ['date', 'value'],
    'name the columns date (2026-01-23) and value (how much there was)',
  );
  const problems: { what: string; where: { file: string; line: number }; next: string }[] = [];
  const lineOf = new Map<number, number>();
  const points = rows.flatMap(({ fields: { date, value }, line }) => {
    const day = parseDay(date);
    const wrong = (what: string, next: string) => problems.push({ what, where: { file, line }, next });
    if (day === undefined) wrong(`${JSON.stringify(date)} is no day`, 'write 2026-01-23, or 2026-01-23T14:00:00Z');
    else if (day >= today + 1)
      wrong(`${date} lies in the future`, 'a history tells what was; write milestones for what will be');
    else if (lineOf.has(day))
      wrong(
        `${date} stands on line ${lineOf.get(day)} too`,
        'keep one row of each date: whether to add them or to take their mean, only you know',
      );
    else lineOf.set(day, line);
    if (fieldNumber(value) === undefined)
      wrong(
        `the value ${JSON.stringify(value)} is no number of 0 or more`,
        'write 1250.5, with a point for its decimals; leave out rows of days that were not counted',
      );
    return day === undefined ? [] : [{ month: Math.min(0, monthsBetween(today, day)), day, value: Number(value) }];
  });
  if (problems.length > 0) throw new UserError(problems.slice(0, MOST_PROBLEMS));
  if (points.length < LEAST_POINTS)
    throw new UserError({
      what: `${points.length} ${points.length === 1 ? 'row is' : 'rows are'} too few for a forecast`,
      where: { file },
      why: `a quarter is held out to choose between two curves: ${LEAST_POINTS} are the least, 12 or more tell something`,
      next: 'add history, or write a rate or milestones instead',
    });
  return points.sort((a, b) => a.day - b.day).map(({ month, value }) => ({ month, value }));
}

const MOST_PROBLEMS = 10;
