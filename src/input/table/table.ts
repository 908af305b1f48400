import { UserError } from '../../errors.ts';
import { quote } from '../finding.ts';
import { readRecords, signedNumber } from './csv.ts';
import { decimalPoints } from './decimals.ts';
import { ALL_SEPARATORS, tableDialect } from './dialect.ts';

/** A row below the header: the fields of the columns that were asked for, and the line on which it ends. */
export interface TableRow<Column extends string> {
  readonly fields: Readonly<Record<Column, string>>;
  readonly line: number;
}

/** What a table has to hold. */
export interface Wanted<Column extends string> {
  /**
   * The columns, each with the other names that it may have; capitals are ignored, and so is what stands in brackets
   * behind a name: `Throughput (req/s)`.
   */
  readonly columns: Readonly<Record<Column, readonly string[]>>;
  /**
   * The column that is the only other one of a table of two, whatever it is called: exporters name it after what they
   * export.
   */
  readonly rest?: NoInfer<Column>;
  /** Columns that a table may lack: their fields are then empty. */
  readonly optional?: readonly NoInfer<Column>[];
  /** The column that a table is without a header, when it is numbers and nothing else. */
  readonly bare?: NoInfer<Column>;
  /** What to write where a column is missing. */
  readonly next: string;
}

/** The fields of the columns that were asked for, row by row, and the lines on which the rows end. */
export interface TableColumns<Column extends string> {
  readonly columns: Readonly<Record<Column, readonly string[]>>;
  readonly lines: readonly number[];
}

/** The rows of a table, as `readColumns` reads it. */
export function readTable<Column extends string>(
  content: string,
  file: string,
  wanted: Wanted<Column>,
): readonly TableRow<Column>[] {
  const { columns, lines } = readColumns(content, file, wanted);
  const names = Object.keys(columns) as Column[];
  return lines.map((line, at) => {
    const fields = {} as Record<Column, string>;
    for (const name of names) fields[name] = columns[name][at]!;
    return { fields, line };
  });
}

/**
 * The columns of a CSV file that must have these; others are left alone. Commas, semicolons, tabs, bars or spaces
 * separate (`tableDialect`). Lines that begin with # are comments, rows without any value are none. Where no comma
 * separates, it may stand before decimals; such a field is handed out with a point. Throws UserError naming file and
 * line.
 */
export function readColumns<Column extends string>(
  content: string,
  file: string,
  wanted: Wanted<Column>,
): TableColumns<Column> {
  refuseJson(content, file);
  const { text, separator, above, called } = tableDialect(content);
  const names = Object.keys(wanted.columns) as Column[];
  const lines: number[] = [];
  const read: readonly string[][] = names.map(() => []);
  let places: readonly number[] | undefined;
  const keep = (fields: readonly string[], line: number) => {
    for (let column = 0; column < read.length; column++) read[column]!.push(fields[places![column]!] ?? '');
    lines.push(line);
  };
  readRecords(
    text,
    file,
    (fields, line) => {
      if (places === undefined) {
        const bare = wanted.bare !== undefined && fields.length === 1 && signedNumber(fields[0]!) !== undefined;
        const header = bare ? [wanted.bare!] : fields;
        places = columnsIn(header, { file, line: bare ? 0 : line }, wanted, called);
        if (bare) keep(fields, line);
      } else if (!isEmpty(fields)) keep(fields, line);
    },
    { separator, above },
  );
  const columns = {} as Record<Column, readonly string[]>;
  for (const [column, name] of names.entries())
    columns[name] = separator === ',' ? read[column]! : decimalPoints(read[column]!, name, file);
  return { columns, lines };
}

function isEmpty(fields: readonly string[]): boolean {
  for (let at = 0; at < fields.length; at++) if (fields[at] !== '') return false;
  return true;
}

/** Where in the header each column stands; -1: nowhere, which it may. Throws UserError where one is missing or unclear. */
function columnsIn<Column extends string>(
  header: readonly string[],
  where: { readonly file: string; readonly line: number },
  { columns, rest, optional = [], next }: Wanted<Column>,
  called: string,
): readonly number[] {
  const names = Object.keys(columns) as Column[];
  const place = placesOf(header, columns, rest);
  const there = names.filter((name) => place[name] !== -1);
  const missing = names.filter((name) => place[name] === -1 && !optional.includes(name));
  if (missing.length > 0)
    throw new UserError({
      what: `there is no column ${missing.map(quote).join(' and none ')}`,
      where: { file: where.file },
      why: seen(header, called),
      next,
    });
  for (const name of there) {
    const found = header.filter((other) => same(other, header[place[name]]!));
    if (found.length > 1)
      throw new UserError({ what: `two columns are called ${quote(found[0]!)}`, where, next: 'rename one of them' });
    const others = header.filter((other) => columns[name].some((called) => same(other, called)));
    if (!same(header[place[name]]!, name) && others.length > 1)
      throw new UserError({
        what: `the columns ${others.map(quote).join(' and ')} may both be the ${name}`,
        where,
        next: `call the one that is meant ${name}`,
      });
  }
  return names.map((name) => place[name]);
}

/** What an interface of Prometheus or Grafana answers, saved under a name that ends with csv. */
function refuseJson(content: string, file: string): void {
  if (!/^\uFEFF?\s*(\{\s*"|\[\s*[[{])/.test(content)) return;
  throw new UserError({
    what: 'this is JSON, and a table is wanted',
    where: { file },
    next: `make CSV of it, with a header; of an answer of Prometheus: jq -r '"time,value", (.data.result[0].values[] | @csv)' answer.json > ${file}`,
  });
}

/** Where in the header each column stands; -1: nowhere. */
function placesOf<Column extends string>(
  header: readonly string[],
  columns: Readonly<Record<Column, readonly string[]>>,
  rest: Column | undefined,
): Record<Column, number> {
  const names = Object.keys(columns) as Column[];
  const at = (name: Column) => {
    const found = [name, ...columns[name]].map((called) => header.findIndex((other) => same(other, called)));
    return found.find((place) => place !== -1) ?? -1;
  };
  const places = Object.fromEntries(names.map((name) => [name, at(name)])) as Record<Column, number>;
  if (rest === undefined || places[rest] !== -1 || header.length !== names.length) return places;
  const left = header.findIndex((_, place) => names.every((name) => places[name] !== place));
  return names.every((name) => name === rest || places[name] !== -1) ? { ...places, [rest]: left } : places;
}

/** Whether two names are the same but for capitals, blanks or lines between words, and a unit in brackets. */
function same(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(name: string): string {
  const bare = name.replace(/[\s_]*[([].*[)\]]$/, '');
  return (bare === '' ? name : bare)
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();
}

/** The columns as they were found, and by what they were told apart. */
function seen(header: readonly string[], called: string): string {
  if (header.length > 1) return `the columns, separated by ${called}, are ${header.map(quote).join(', ')}`;
  return `the header is one column, ${quote(header[0]!)}: ${ALL_SEPARATORS} separate`;
}
