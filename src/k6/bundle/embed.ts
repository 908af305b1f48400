import { InternalError } from '../../errors.ts';
import { csvCalls } from './csv-calls.ts';
import { type DataFile, type DataRows, readDataFile } from './data-file.ts';
import { DATA_PLACEHOLDER } from './entry.ts';

/** A bundle with the rows of its data files. */
export interface Embedded {
  readonly js: string;
  readonly data: readonly DataFile[];
}

/**
 * Puts the data files that a bundle calls for into its second line, and tells each call of `csv()` which one it means.
 * No line moves, so that the source map holds. Throws UserError for calls without a path and files that are not in
 * order.
 */
export function embedData(js: string, sourceMap: string, sourceDir: string): Embedded {
  const calls = csvCalls(js, sourceMap, sourceDir);
  const files: DataRows[] = [];
  const indexOf = new Map<string, number>();
  for (const { file, where } of calls) {
    if (indexOf.has(file)) continue;
    indexOf.set(file, files.length);
    files.push(readDataFile(file, where));
  }
  const told = calls.reduceRight(
    (text, { end, file }) => `${text.slice(0, end)}, ${indexOf.get(file)}${text.slice(end)}`,
    js,
  );
  const start = told.indexOf(DATA_PLACEHOLDER);
  if (start !== lineAfterFirst(told)) throw new InternalError('the bundle has no line for its data');
  const line = `${DATA_START}${files.map(literalOf).join(', ')}];`;
  return {
    js: told.slice(0, start) + line + told.slice(start + DATA_PLACEHOLDER.length),
    data: files.map(({ file, columns, rows }) => ({ file, columns, rows })),
  };
}

const DATA_START = DATA_PLACEHOLDER.slice(0, DATA_PLACEHOLDER.indexOf('[') + 1);

/** Whether a bundle holds rows of data files. */
export function carriesData(code: string): boolean {
  return code.startsWith(DATA_START, lineAfterFirst(code));
}

/** A bundle's code without the rows of its data files: what the scenario itself says. */
export function withoutData(code: string): string {
  const start = lineAfterFirst(code);
  return carriesData(code) ? code.slice(0, start) + code.slice(code.indexOf('\n', start)) : code;
}

function lineAfterFirst(code: string): number {
  return code.indexOf('\n') + 1;
}

/**
 * A data file as JavaScript. The rows are one string, which all VUs share, and not lists, which each VU would make for
 * itself.
 */
function literalOf({ columns, lines }: DataRows): string {
  const rows = lines.replace(/['\\]/g, '\\$&').replaceAll('\n', '\\n');
  const text = `{ columns: ${JSON.stringify(columns)}, rows: '${rows}' }`;
  // Line breaks to JavaScript before 2019.
  return text.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
