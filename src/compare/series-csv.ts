import { UserError } from '../errors.ts';
import { Faults } from '../input/table/faults.ts';
import { readTable, type TableRow } from '../input/table/table.ts';
import { LEAST_POINTS_OF_SERIES } from '../stats/changes/rules.ts';
import { type RunSeries, seriesOf } from './series.ts';
import { VALUE_NAMES, valuesOf } from './values.ts';

const COLUMNS = {
  value: VALUE_NAMES,
  build: ['commit', 'revision', 'sha', 'version'],
  time: ['date', 'timestamp', '_time'],
};

/**
 * The series of a table: columns `value`, and `build` and `time` where there are such, rows in the order of time; rows
 * of one build are one point. Throws UserError naming file and line, also where the points are too few for an answer.
 */
export function readSeries(text: string, file: string): RunSeries {
  const rows = readTable(text, file, {
    columns: COLUMNS,
    optional: ['build', 'time'],
    bare: 'value',
    next: 'name the columns value (what was measured) and, where there are such, build and time, in a first line above the rows',
  });
  const values = valuesOf(rows, file);
  const builds = labels(rows, 'build', file);
  const times = labels(rows, 'time', file);
  const series = seriesOf(
    rows.map(({ line }, row) => ({ line, value: values[row]!, build: builds?.[row], time: times?.[row] })),
  );
  refuseNewestFirst(series, file);
  refuseTooMany(series, file);
  if (series.points.length < LEAST_POINTS_OF_SERIES) tooFew(series, file);
  return series;
}

/** The fields of a column as they are written; undefined where the table has no such column, or nothing in it. */
function labels<Column extends string>(
  rows: readonly TableRow<Column>[],
  column: Column,
  file: string,
): readonly string[] | undefined {
  const fields = rows.map((row) => row.fields[column]);
  if (fields.every((field) => field === '')) return undefined;
  const faults = new Faults(file);
  for (const { fields, line } of rows)
    if (fields[column] === '')
      faults.add(column, line, `the ${column} is empty`, `write the ${column}, or take the row out`);
  faults.refuse();
  return fields;
}

function refuseNewestFirst({ order }: RunSeries, file: string): void {
  if (order !== 'newest-first') return;
  throw new UserError({
    what: 'the rows run from the newest to the oldest',
    where: { file },
    why: 'a rise would be told as a fall',
    next: 'sort them by time, the oldest first',
  });
}

/** What is looked through grows with the square of the points. */
const MOST_POINTS = 20_000;

function refuseTooMany({ points }: RunSeries, file: string): void {
  if (points.length <= MOST_POINTS) return;
  throw new UserError({
    what: `${points.length} points are too many`,
    where: { file },
    why: `a point is a run or a build, not a request; ${MOST_POINTS} are the most that are looked through`,
    next: 'write one value for each run, such as its p95',
  });
}

function tooFew({ rows, points }: RunSeries, file: string): never {
  const builds = rows === points.length ? '' : ` of ${rows} rows, since rows of one build are one point,`;
  const what =
    points.length === 0
      ? 'there is no row below the header'
      : `${points.length} ${points.length === 1 ? 'point' : 'points'}${builds} ${points.length === 1 ? 'is' : 'are'} too few: inconclusive`;
  throw new UserError({
    what,
    where: { file },
    why: `a level lasts ${LEAST_POINTS_OF_SERIES / 2} points at least, so that ${LEAST_POINTS_OF_SERIES} are the least in which a change can show; 30 or more tell something`,
    next: 'add measurements, and look again',
  });
}
