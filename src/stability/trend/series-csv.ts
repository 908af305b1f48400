import { UserError } from '../../errors.ts';
import { signedNumber } from '../../input/table/csv.ts';
import { Faults } from '../../input/table/faults.ts';
import { readMoment } from '../../input/table/moment.ts';
import { readColumns } from '../../input/table/table.ts';
import type { TimedSeries } from './series.ts';

/** A series as a file has it, put in order. */
export interface SeriesFile {
  readonly series: TimedSeries;
  /** The row counted from 0 at which a later time stands above an earlier one; undefined where none does. */
  readonly outOfOrder: number | undefined;
  /** Rows with a time and no value. */
  readonly gaps: number;
  /** Rows whose time another row has, too. */
  readonly duplicates: number;
}

const COLUMNS = { time: ['timestamp', '_time', 'date', 'datetime', 'ts', 'seconds'], value: ['_value'] };
const NEXT = 'name the columns time (in seconds, or as time stamps) and value in a first line above the rows';
/** What exporters write where nothing was measured. */
const GAP = /^(nan|null|none|nil|n\/a|na|-|)$/i;
const DAY = 86_400;
/** As large as a value may be: beyond, and below one over it, squares have no number any more. */
const MOST = 1e100;

/**
 * The series of a table: columns `time` (seconds, or time stamps) and `value`. Rows may stand in any order; a row without a
 * value is a gap. Throws UserError naming file and line.
 */
export function readTimedSeries(text: string, file: string): SeriesFile {
  const { columns, lines } = readColumns(text, file, { columns: COLUMNS, rest: 'value', next: NEXT });
  const seconds = secondsOf(columns.time, lines, file);
  const values = valuesOf(columns.value, lines, file);
  const kept = Array.from(seconds.keys()).filter((row) => !Number.isNaN(values[row]!));
  const outOfOrder = kept.findIndex((row, at) => at > 0 && seconds[row]! < seconds[kept[at - 1]!]!);
  if (outOfOrder !== -1) kept.sort((a, b) => seconds[a]! - seconds[b]!);
  const times = Float64Array.from(kept, (row) => seconds[row]!);
  if (times.length === 0)
    throw new UserError({
      what: lines.length === 0 ? 'there is no row below the header' : 'no row has a value',
      where: { file },
      next: 'write a row for each measurement: its time and its value',
    });
  let duplicates = 0;
  for (let at = 1; at < times.length; at++) if (times[at] === times[at - 1]) duplicates += 1;
  return {
    series: { times, values: Float64Array.from(kept, (row) => values[row]!) },
    outOfOrder: outOfOrder === -1 ? undefined : outOfOrder,
    gaps: lines.length - times.length,
    duplicates,
  };
}

/** Times in seconds, from whatever beginning: numbers where most of them are, else time stamps. */
function secondsOf(fields: readonly string[], lines: readonly number[], file: string): Float64Array {
  const numbers = Float64Array.from(fields, (field) => signedNumber(field) ?? Number.NaN);
  let known = 0;
  for (const time of numbers) if (!Number.isNaN(time)) known += 1;
  const times =
    2 * known >= fields.length
      ? inSeconds(numbers)
      : Float64Array.from(fields, (field) => (readMoment(field)?.day ?? Number.NaN) * DAY);
  const faults = new Faults(file);
  for (const [row, time] of times.entries()) {
    if (!Number.isNaN(time)) continue;
    const what = fields[row] === '' ? 'the time is empty' : `the time ${JSON.stringify(fields[row])} is no time`;
    faults.add('time', lines[row]!, what, WRITE_TIME);
  }
  faults.refuse();
  return times;
}

const WRITE_TIME = 'write all times as seconds, or all as 2026-01-23T14:00:00Z; or take the row out';

/** Numbers as seconds: those that no clock has in seconds are milli-, micro- or nanoseconds since 1970. */
function inSeconds(times: Float64Array): Float64Array {
  let most = 0;
  for (const time of times) if (Math.abs(time) > most) most = Math.abs(time);
  const unit = most < 1e11 ? 1 : most < 1e14 ? 1e3 : most < 1e17 ? 1e6 : 1e9;
  return unit === 1 ? times : times.map((time) => time / unit);
}

/** The values; NaN where there is none. */
function valuesOf(fields: readonly string[], lines: readonly number[], file: string): Float64Array {
  const faults = new Faults(file);
  const values = Float64Array.from(fields, (field, row) => {
    const value = signedNumber(field);
    if (value === undefined) {
      if (!GAP.test(field))
        faults.add(
          'value',
          lines[row]!,
          `the value ${JSON.stringify(field)} is no number`,
          'write a number with a point for its decimals, no unit and nothing between thousands: 1250.5; leave it empty where nothing was measured',
        );
      return Number.NaN;
    }
    if (value !== 0 && !(Math.abs(value) <= MOST && Math.abs(value) >= 1 / MOST))
      faults.add(
        'size',
        lines[row]!,
        `the value ${JSON.stringify(field)} cannot be reckoned with`,
        'write it in a unit in which values lie between 1e-100 and 1e100',
      );
    return value;
  });
  faults.refuse();
  return values;
}
