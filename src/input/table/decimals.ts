import { UserError } from '../../errors.ts';
import { quote } from '../finding.ts';

const WITH_COMMA = /^\d{1,3}(?:\.\d{3})+,\d+$|^\d+,\d+$/;
/** Three digits behind the comma: 1,250 is 1250 to some and 1.25 to others. */
const THOUSANDS = /^\d{1,3}(,\d{3})+$/;

/**
 * The fields of a column with points for decimal commas: `1.250,5` becomes `1250.5`. A column that holds anything else
 * with a comma is left as it is. Throws UserError where nobody can tell whether a comma stands before decimals or
 * thousands.
 */
export function decimalPoints(fields: readonly string[], column: string, file: string): readonly string[] {
  const commas = fields.filter((field) => field.includes(','));
  if (commas.length === 0 || !commas.every((field) => WITH_COMMA.test(field))) return fields;
  const next = 'write a point for decimals, and nothing between thousands: 1250.5';
  if (commas.every((field) => THOUSANDS.test(field)))
    throw new UserError({
      what: `in the column ${quote(column)} a comma may stand before decimals or before thousands: ${quote(commas[0]!)}`,
      where: { file },
      next,
    });
  const points = fields.find((field) => /^\d+\.\d+$/.test(field) && !/^\d{1,3}(\.\d{3})+$/.test(field));
  if (points !== undefined)
    throw new UserError({
      what: `in the column ${quote(column)} decimals have a comma (${quote(commas[0]!)}) and a point (${quote(points)})`,
      where: { file },
      next,
    });
  return fields.map((field) => field.replaceAll('.', '').replace(',', '.'));
}
