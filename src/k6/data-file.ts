import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { CsvError, parse } from 'csv-parse/sync';
import { messageOf, type Problem, UserError, type Where } from '../errors.ts';
import { formatBytes } from '../units/format.ts';
import { shown } from './paths.ts';

/** A CSV file that a scenario reads with `csv()`. */
export interface DataFile {
  /** Absolute path. */
  readonly file: string;
  readonly columns: readonly string[];
  readonly rows: number;
}

/** What of a data file goes into the bundle. */
export interface DataRows extends DataFile {
  /** The rows, each a line of JSON: a list of texts. */
  readonly lines: string;
}

/** The most that a data file may hold: k6 takes some fifteen times as much memory. */
export const MOST_BYTES = 50_000_000;

/**
 * Reads a CSV file strictly: UTF-8 (a byte order mark is skipped), commas, quotes doubled inside quotes, any line ending, a
 * header of different names, as many fields in every row. Blank lines are no rows. Throws UserError naming file and line;
 * `calledAt` is where the scenario asks for the file.
 */
export function readDataFile(file: string, calledAt: Where): DataRows {
  const rows: string[] = [];
  let columns: readonly string[] | undefined;
  let lastLine = 0;
  try {
    parse(bytesOf(file, calledAt), {
      bom: true,
      // Named, because what the first line ends with is otherwise taken for all.
      record_delimiter: ['\r\n', '\n', '\r'],
      skip_empty_lines: true,
      on_record: (record: string[], { lines }) => {
        lastLine = lines;
        if (columns === undefined) columns = headerOf(record, { file: shown(file), line: lines });
        else rows.push(JSON.stringify(record));
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UserError(problemOf(error, file, lastLine, columns?.length ?? 0));
  }
  if (columns === undefined)
    refuse(file, 'the file is empty', 'write a header, such as name,password, and rows below it');
  if (rows.length === 0)
    refuse(file, 'there is no row below the header', 'write at least one: a journey has nothing to take');
  return { file, columns, rows: rows.length, lines: rows.join('\n') };
}

function bytesOf(file: string, calledAt: Where): Buffer {
  let bytes: Buffer;
  try {
    const { size } = statSync(file);
    if (size > MOST_BYTES) {
      const what = `${formatBytes(size)} are more than a data file may have (${formatBytes(MOST_BYTES)})`;
      refuse(
        file,
        what,
        'take a sample of its rows: every VU goes through the same ones, and k6 holds them all in memory',
      );
    }
    bytes = readFileSync(file);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UserError({
      what: missing ? `no such data file: ${shown(file)}` : `the data file cannot be read: ${messageOf(error)}`,
      where: calledAt,
      next: 'the path of csv() is relative to the module that calls it',
    });
  }
  if (!isUtf8(bytes)) refuse(file, 'the file is not UTF-8', 'save it as UTF-8 (spreadsheets call it "CSV UTF-8")');
  return bytes;
}

function headerOf(columns: readonly string[], where: Where): readonly string[] {
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
  if (columns.length === 1 && /[;\t|]/.test(columns[0]!)) {
    return { what: `the header is one column: ${JSON.stringify(columns[0])}`, next: 'separate the columns by commas' };
  }
  return undefined;
}

/** In our own words: those of csv-parse quote what stands in the file, which may be a password. */
function problemOf(error: CsvError, file: string, lastLine: number, columns: number): Problem {
  const at = (line: unknown): Where => ({ file: shown(file), ...(typeof line === 'number' ? { line } : {}) });
  const { record } = error as { record?: unknown };
  switch (error.code) {
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH': {
      const found = Array.isArray(record) ? record.length : 0;
      return {
        what: `${found} ${found === 1 ? 'field' : 'fields'} where the header has ${columns}`,
        where: at(error['lines']),
        next: 'a field that holds a comma, a quote or a line break stands in quotes: "a, b"',
      };
    }
    case 'CSV_QUOTE_NOT_CLOSED':
      return { what: 'a quote in the row that begins here is never closed', where: at(lastLine + 1), next: QUOTES };
    default:
      return { what: 'a quote stands where none may stand', where: at(error['lines']), next: QUOTES };
  }
}

const QUOTES = 'quotes surround a whole field, and one inside is doubled: "say ""hello"""';

function refuse(file: string, what: string, next: string): never {
  throw new UserError({ what, where: { file: shown(file) }, next });
}
