import { UserError } from '../errors.ts';
import { readTable } from '../input/table/table.ts';
import { VALUE_NAMES, valuesOf } from './values.ts';

/** Two on each side are the least that have a spread. */
const LEAST_VALUES = 2;

/** The values of a sample: a column `value`, a row a run. Throws UserError naming file and line. */
export function readSample(text: string, file: string): readonly number[] {
  const rows = readTable(text, file, {
    columns: { value: VALUE_NAMES },
    bare: 'value',
    next: 'call the column of the measurements value; a row is a run',
  });
  const values = valuesOf(rows, file);
  if (values.length >= LEAST_VALUES) return values;
  throw new UserError({
    what: values.length === 0 ? 'there is no value' : 'there is one value, which has no spread',
    where: { file },
    why: 'whether two samples differ is inconclusive without a spread in both of them',
    next: 'measure more runs: with 4 against 4 a difference can show, with 5 against 10 one of twice the scatter does',
  });
}
