import { CsvError, parse } from 'csv-parse/sync';
import { type Location, type Problem, UserError } from '../../errors.ts';
import { type OnRecord, plainRecords } from './plain-records.ts';

/** How a CSV file is written, where it is not as `readCsv` has it. */
export interface Dialect {
  readonly separator: string;
  /** Lines above the header. */
  readonly above: number;
}

/**
 * Hands out every record of a CSV file with the line on which it ends, the header first. A byte order mark is skipped,
 * blank lines are no records; every record has as many fields as the first. In a `dialect` a line that begins with # is
 * a comment, and spaces beside a separator are no part of a field. Throws UserError naming `file` and line.
 */
export function readRecords(content: string | Uint8Array, file: string, onRecord: OnRecord, dialect?: Dialect): void {
  let columns = 0;
  let lastLine = 0;
  const nul = typeof content !== 'string' || content.includes('\0');
  const keep: OnRecord = (fields, line) => {
    lastLine = line;
    if (nul) refuseNul(fields, { file, line });
    columns ||= fields.length;
    onRecord(fields, line);
  };
  const { separator = ',', above = 0 } = dialect ?? {};
  try {
    if (dialect && typeof content === 'string' && !content.includes('"')) {
      const uneven = plainRecords(content.replace(/^\uFEFF/, ''), dialect, keep);
      if (uneven) throw new UserError(unevenProblem(uneven.fields, columns, { file, line: uneven.line }));
    } else
      parse(content, {
        bom: true,
        // Named, because what the first line ends with is otherwise taken for all.
        record_delimiter: ['\r\n', '\n', '\r'],
        skip_empty_lines: true,
        delimiter: separator,
        ...(dialect ? { from_line: above + 1, comment: '#', comment_no_infix: true, trim: true } : {}),
        on_record: (record: string[], { lines }) => {
          keep(record, lines);
          return null;
        },
      });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UserError(problemOf(error, file, lastLine, columns));
  }
  if (columns > 0) return;
  const next = 'write a header that names the columns, and rows below it';
  throw new UserError({ what: 'the file is empty', where: { file }, next });
}

/**
 * Reads CSV strictly: commas, quotes doubled inside quotes, any line ending, a header of different names, as many
 * fields in every row, no NUL; a byte order mark is skipped, blank lines are no rows. Gives the header, and hands out
 * the rows below it with the lines on which they end. Throws UserError naming `file` and line.
 */
export function readCsv(
  content: string | Uint8Array,
  file: string,
  onRow: (fields: readonly string[], line: number) => void,
): readonly string[] {
  let columns: readonly string[] | undefined;
  readRecords(content, file, (fields, line) => {
    if (columns === undefined) columns = headerOf(fields, { file, line });
    else onRow(fields, line);
  });
  return columns!;
}

const NUMBER = /^\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** A number of 0 or more as a field may have it, with a point for its decimals; undefined of anything else. */
export function fieldNumber(field: string): number | undefined {
  return NUMBER.test(field) && Number.isFinite(Number(field)) ? Number(field) : undefined;
}

/** A number of either sign as a field may have it, as `fieldNumber` reads it. */
export function signedNumber(field: string): number | undefined {
  const size = fieldNumber(field.replace(/^[+-]/, ''));
  return size !== undefined && field.startsWith('-') ? 0 - size : size;
}

/** NUL is no part of any text: the file is UTF-16 without its mark, or damaged. */
function refuseNul(record: readonly string[], where: Location): void {
  if (!record.some((field) => field.includes('\0'))) return;
  const next = 'save the file as UTF-8 (spreadsheets call it "CSV UTF-8"), or take the character out';
  throw new UserError({ what: 'the row holds a NUL character', where, next });
}

function headerOf(columns: readonly string[], where: Location): readonly string[] {
  const problem = headerProblem(columns);
  if (problem) throw new UserError({ ...problem, where });
  return columns;
}

function headerProblem(columns: readonly string[]): Problem | undefined {
  const unnamed = columns.findIndex((column) => column.trim() === '');
  if (unnamed !== -1) return { what: `column ${unnamed + 1} has no name`, next: 'name every column in the first line' };
  const padded = columns.find((column) => column !== column.trim());
  if (padded !== undefined) {
    const next = 'take out the spaces beside the commas: they would be a part of the name, and of every value';
    return { what: `the column ${JSON.stringify(padded)} begins or ends with a space`, next };
  }
  const twice = columns.find((column, index) => columns.indexOf(column) < index);
  if (twice !== undefined) return { what: `two columns are called "${twice}"`, next: 'rename one of them' };
  if (columns.includes('__proto__')) {
    return {
      what: 'no column can be called __proto__',
      next: 'rename it: in JavaScript the name means something else',
    };
  }
  if (columns.length === 1 && /[;\t|]/.test(columns[0]!)) {
    return { what: `the header is one column: ${JSON.stringify(columns[0])}`, next: 'separate the columns by commas' };
  }
  return undefined;
}

/** In our own words: those of csv-parse quote what stands in the file, which may be a password. */
function problemOf(error: CsvError, file: string, lastLine: number, columns: number): Problem {
  const at = (line: unknown): Location => ({ file, ...(typeof line === 'number' ? { line } : {}) });
  const { record } = error as { record?: unknown };
  switch (error.code) {
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH': {
      return unevenProblem(Array.isArray(record) ? record.length : 0, columns, at(error['lines']));
    }
    case 'CSV_QUOTE_NOT_CLOSED':
      return { what: 'a quote in the row that begins here is never closed', where: at(lastLine + 1), next: QUOTES };
    default:
      return { what: 'a quote stands where none may stand', where: at(error['lines']), next: QUOTES };
  }
}

function unevenProblem(found: number, columns: number, where: Location): Problem {
  return {
    what: `${found} ${found === 1 ? 'field' : 'fields'} where the header has ${columns}`,
    where,
    next: 'a field that holds a comma, a quote or a line break stands in quotes: "a, b"',
  };
}

const QUOTES = 'quotes surround a whole field, and one inside is doubled: "say ""hello"""';
