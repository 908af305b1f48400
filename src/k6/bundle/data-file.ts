import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { type Location, messageOf, UserError } from '../../errors.ts';
import { readCsv } from '../../input/table/csv.ts';
import { formatBytes } from '../../units/format.ts';
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
 * Reads a CSV file strictly (see `readCsv`), which must be UTF-8 and have a row. Throws UserError naming file and line;
 * `calledAt` is where the scenario asks for the file.
 */
export function readDataFile(file: string, calledAt: Location): DataRows {
  const rows: string[] = [];
  const columns = readCsv(bytesOf(file, calledAt), shown(file), (record) => rows.push(JSON.stringify(record)));
  if (rows.length === 0)
    refuse(file, 'there is no row below the header', 'write at least one: a journey has nothing to take');
  return { file, columns, rows: rows.length, lines: rows.join('\n') };
}

function bytesOf(file: string, calledAt: Location): Buffer {
  let bytes: Buffer;
  try {
    const found = statSync(file);
    // To open a pipe waits for somebody who writes.
    if (!found.isFile())
      refuse(file, 'this is no file', 'name a file whose rows are read once, when the scenario is bundled');
    const { size } = found;
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

function refuse(file: string, what: string, next: string): never {
  throw new UserError({ what, where: { file: shown(file) }, next });
}
