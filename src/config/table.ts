import { UserError } from '../errors.ts';
import { readRecords } from './csv.ts';
import { decimalPoints } from './decimals.ts';
import { quote } from './finding.ts';

/** A row below the header: the fields of the columns that were asked for, and the line on which it ends. */
export interface TableRow<Column extends string> {
  readonly fields: Readonly<Record<Column, string>>;
  readonly line: number;
}

/** What a table has to hold. */
export interface Wanted<Column extends string> {
  /** The columns, each with the other names that it may have; capitals are ignored. */
  readonly columns: Readonly<Record<Column, readonly string[]>>;
  /** The column that is the only other one of a table of two, whatever it is called: exporters name it after what they export. */
  readonly rest?: NoInfer<Column>;
  /** What to write where a column is missing. */
  readonly next: string;
}

/** Separators as messages call them. */
const SEPARATORS: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'bars (|)',
};

/**
 * The rows of a CSV file that must have these columns; others are left alone. Commas, semicolons, tabs or bars separate: what
 * `sep=;` above the header says, or what stands in the header most often. Lines that begin with # are comments. Where no comma
 * separates, it may stand before decimals; such a field is handed out with a point. Throws UserError naming file and line.
 */
export function readTable<Column extends string>(
  content: string,
  file: string,
  { columns, rest, next }: Wanted<Column>,
): readonly TableRow<Column>[] {
  refuseJson(content, file);
  const { separator, above } = dialectOf(content);
  const records: { fields: readonly string[]; line: number }[] = [];
  readRecords(content, file, (fields, line) => records.push({ fields, line }), { separator, above });
  const [header, ...rows] = records as [(typeof records)[number], ...typeof records];
  const names = Object.keys(columns) as Column[];
  const place = placesOf(header.fields, columns, rest);
  const missing = names.filter((name) => place[name] === -1);
  if (missing.length > 0)
    throw new UserError({
      what: `there is no column ${missing.map(quote).join(' and none ')}`,
      where: { file },
      why: seen(header.fields, separator),
      next,
    });
  const twice = names.find(
    (name) => header.fields.filter((other) => same(other, header.fields[place[name]]!)).length > 1,
  );
  if (twice !== undefined)
    throw new UserError({
      what: `two columns are called ${quote(header.fields[place[twice]]!)}`,
      where: { file, line: header.line },
      next: 'rename one of them',
    });
  const read = names.map((name) => {
    const fields = rows.map((row) => row.fields[place[name]]!);
    return separator === ',' ? fields : decimalPoints(fields, name, file);
  });
  return rows.map(({ line }, at) => ({
    fields: Object.fromEntries(names.map((name, column) => [name, read[column]![at]!])) as Record<Column, string>,
    line,
  }));
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

/** What separates, and how many lines stand above the header because of `sep=;`, which spreadsheets write. */
function dialectOf(content: string): { separator: string; above: number } {
  const lines = /^\uFEFF?((?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r))*)([^\r\n]*)/.exec(content);
  const [, before = '', first = ''] = lines ?? [];
  const said = /^"?sep=(.)"?[ ,;]*$/i.exec(first)?.[1];
  if (said !== undefined) return { separator: said, above: before.split(/\r\n|\n|\r/).length };
  const outside = first.replace(/"[^"]*"/g, '');
  const count = (separator: string) => outside.split(separator).length - 1;
  const [separator] = Object.keys(SEPARATORS).sort((a, b) => count(b) - count(a)) as [string];
  return { separator, above: 0 };
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

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** The columns as they were found, and by what they were told apart. */
function seen(header: readonly string[], separator: string): string {
  const apart = `separated by ${SEPARATORS[separator] ?? quote(separator)}`;
  if (header.length > 1) return `the columns, ${apart}, are ${header.map(quote).join(', ')}`;
  const blanks = /\s/.test(header[0]!) ? '; spaces separate none' : '';
  return `the header is one column, ${quote(header[0]!)}: commas, semicolons, tabs or bars separate${blanks}`;
}
