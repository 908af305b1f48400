import { SharedArray } from 'k6/data';

/** A data file as a bundle carries it: its header, and its rows, each a line of JSON. */
interface Bundled {
  readonly columns: readonly string[];
  readonly rows: string;
}

/** The bundle's second line, where it has data files. */
declare const __LOADKIT_DATA__: readonly Bundled[];

type Row = Readonly<Record<string, string>>;

/** All data files of the scenario, each in memory once for all VUs. */
const files = /* @__PURE__ */ __LOADKIT_DATA__.map(
  (file, index) => new SharedArray(`loadkit csv ${index}`, () => rowsOf(file)),
);

/**
 * The rows as k6's SharedArray reads them: one after the other, keeping each as JSON. A list of holes whose prototype
 * makes a row when it is asked for one; a list of all rows as objects would take fifty times the memory of the file.
 */
function rowsOf({ columns, rows }: Bundled): Row[] {
  const lines = rows.split('\n');
  const rowAt = (_: object, index: string | symbol): Row => {
    const values = JSON.parse(lines[Number(index)]!) as string[];
    return Object.fromEntries(columns.map((column, at) => [column, values[at]!]));
  };
  return Object.setPrototypeOf(new Array(lines.length), new Proxy({}, { get: rowAt })) as Row[];
}

/**
 * The rows of a CSV file, as objects by its header; all values are text. The path is relative to the module that calls
 * it and must be written out: the file is read and checked when the scenario is bundled, and its rows become a part of
 * the bundle. They are kept once for all VUs and cannot be changed.
 *
 * @example
 * const users = csv<'name' | 'password'>('users.csv');
 * export default function main() {
 *   const { name, password } = row(users);
 * }
 */
function csv__bundled<Column extends string = string>(path: string): readonly Readonly<Record<Column, string>>[];
// The bundler finds the calls by this function's name, whatever a scenario calls it, and adds which file is meant.
function csv__bundled(path: string, index?: number): readonly Row[] {
  const rows = index === undefined ? undefined : files[index];
  if (rows) return rows;
  throw new Error(`csv(${JSON.stringify(path)}) is no call that loadkit can bundle: import { csv } from 'loadkit/k6'`);
}

export { csv__bundled as csv };
