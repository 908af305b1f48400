import { signedNumber } from '../input/table/csv.ts';
import { Faults } from '../input/table/faults.ts';
import type { TableRow } from '../input/table/table.ts';

const WRITE_VALUE =
  'write a number with a point for its decimals, no unit and nothing between thousands: 1250.5; or take the row out';

const WRITE_SMALLER = 'write it in a unit in which values lie between 1e-100 and 1e100';

/** Beyond, and below one over it, squares have no number any more. */
const MOST = 1e100;

/** Names of the column of measurements, besides `value`. */
export const VALUE_NAMES = ['_value'];

/** The values of a table, numbers of either sign. Throws UserError naming file and line. */
export function valuesOf(rows: readonly TableRow<'value'>[], file: string): readonly number[] {
  const faults = new Faults(file);
  const values = rows.map(({ fields: { value }, line }) => {
    const number = signedNumber(value);
    if (number === undefined) faults.add('value', line, `the value ${JSON.stringify(value)} is no number`, WRITE_VALUE);
    else if (number !== 0 && !(Math.abs(number) <= MOST && Math.abs(number) >= 1 / MOST))
      faults.add('size', line, `the value ${JSON.stringify(value)} cannot be reckoned with`, WRITE_SMALLER);
    return number ?? 0;
  });
  faults.refuse();
  return values;
}
