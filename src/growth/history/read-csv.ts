import { UserError } from '../../errors.ts';
import { fieldNumber } from '../../input/table/csv.ts';
import { Faults } from '../../input/table/faults.ts';
import { readMoment } from '../../input/table/moment.ts';
import { readTable } from '../../input/table/table.ts';
import { formatNumber } from '../../units/format.ts';
import { monthsBetween } from '../../units/months.ts';
import { type DatedValue, type Folding, foldByDay } from './fold.ts';

/** How much there was on a day. */
export interface HistoryPoint {
  /** Months from now: 0 or less. */
  readonly month: number;
  readonly value: number;
}

/** What a file of history says. */
export interface History {
  /** Sorted by month. */
  readonly points: readonly HistoryPoint[];
  /** How rows became points, where they did not one by one: `43,200 rows, the highest of each day`. */
  readonly folded: string | null;
  /** What was left out, or taken to be so. */
  readonly caveats: readonly string[];
}

/** Two coefficients, a spread, and a quarter that is held out: with fewer nothing can be chosen. */
export const LEAST_POINTS = 6;

const COLUMNS = {
  date: ['time', 'timestamp', 'datetime', 'day', 'month', 'ts', '_time', 'ds', 'date/time'],
  value: ['_value', 'count', 'y'],
};
/** What exporters write where nothing was measured. */
const NOTHING = /^(|nan|null|none|undefined|n\/a|-)$/i;

/**
 * The points of a CSV file of history, sorted by date: a column of times (`readMoment`) and one of values (0 or more);
 * other columns are left alone, rows may stand in any order and at any distance. Several rows a day are folded by day.
 * `today` is in days (`parseDay`). Throws UserError naming file and line: each kind of fault once, with how many rows
 * have it.
 */
export function readHistory(text: string, file: string, today: number, folding: Folding = { by: 'highest' }): History {
  const rows = readTable(text, file, {
    columns: COLUMNS,
    rest: 'value',
    next: 'name the columns date (2026-01-23) and value (how much there was), in a first line above the rows; of several columns that are parts of it write the sum',
  });
  const faults = new Faults(file);
  const lineOf = new Map<number, number>();
  let [local, empty] = [0, 0];
  const dated = rows.flatMap(({ fields: { date, value }, line }): DatedValue[] => {
    const moment = readMoment(date);
    if (moment?.local) local += 1;
    const day = moment?.day;
    if (day === undefined) faults.add('day', line, `${JSON.stringify(date)} is no day`, WRITE_DAY);
    else if (day >= today + 1) faults.add('future', line, `${date} lies in the future`, NO_FUTURE);
    else if (lineOf.has(day)) faults.add('twice', line, `${date} stands on line ${lineOf.get(day)} too`, ONCE);
    else lineOf.set(day, line);
    if (NOTHING.test(value)) {
      empty += 1;
      return [];
    }
    const amount = fieldNumber(value);
    if (amount === undefined)
      faults.add('value', line, `the value ${JSON.stringify(value)} is no number of 0 or more`, WRITE_VALUE);
    return day === undefined || amount === undefined ? [] : [{ day, value: amount }];
  });
  faults.refuse();
  const { days, folded, caveats } = foldByDay(
    dated.sort((a, b) => a.day - b.day),
    folding,
    file,
  );
  if (days.length < LEAST_POINTS) tooFew(days.length, dated.length, folded, file);
  return {
    points: days.map(({ day, value }) => ({ month: Math.min(0, monthsBetween(today, day)), value })),
    folded,
    caveats: [
      ...(empty > 0
        ? [
            `${rowsOf(empty)} of the history ${empty === 1 ? 'has' : 'have'} no value and ${empty === 1 ? 'is' : 'are'} left out`,
          ]
        : []),
      ...(local > 0 && folded !== null
        ? ['the times of the history name no offset: they are read as UTC, and its days are those of UTC']
        : []),
      ...caveats,
      ...(onlyAddsUp(days) ? [ADDS_UP(days.length)] : []),
    ],
  };
}

/** Load falls now and then; of so many points in a row none lies below the one before only where they are added up. */
const SO_MANY = 30;
const ADDS_UP = (points: number) =>
  `each of the ${formatNumber(points, 9)} points is above the one before, as those of a counter that only adds up (http_requests_total): where it is one, export its rate (in PromQL rate(…[5m]))`;

function onlyAddsUp(days: readonly DatedValue[]): boolean {
  return days.length >= SO_MANY && days.every(({ value }, at) => at === 0 || value > days[at - 1]!.value);
}

const WRITE_DAY = 'write 2026-01-23, 2026-01-23T14:00:00Z, 2026-01-23 14:00:00+02:00 or seconds since 1970';
const NO_FUTURE = 'a history tells what was; write milestones for what will be';
const ONCE = 'keep one row of each date: whether to add them or to take their mean, only you know';
const WRITE_VALUE = 'write 1250.5, with a point for its decimals, no unit and nothing between thousands';

function tooFew(points: number, rows: number, folded: string | null, file: string): never {
  const what =
    folded === null
      ? `${rowsOf(points)} ${points === 1 ? 'is' : 'are'} too few for a forecast`
      : `${rowsOf(rows)} of ${points} ${points === 1 ? 'day' : 'days'} are too few for a forecast`;
  throw new UserError({
    what,
    where: { file },
    why: `${folded === null ? '' : 'several rows a day are folded by day; '}a quarter is held out to choose between two curves: ${LEAST_POINTS} are the least, 12 or more tell something`,
    next: 'add history, or write a rate or milestones instead',
  });
}

function rowsOf(count: number): string {
  return `${formatNumber(count, 9)} ${count === 1 ? 'row' : 'rows'}`;
}
