import { SourceMap, type SourceMapping } from 'node:module';
import path from 'node:path';
import { type Location, type Problem, UserError } from '../../errors.ts';
import { shown } from './paths.ts';

/** A call of `csv()` in a bundle. */
export interface CsvCall {
  /** Where the closing parenthesis of its arguments stands in the code. */
  readonly end: number;
  /** The file meant: an absolute path. */
  readonly file: string;
  /** Where the call stands in the user's sources. */
  readonly where: Location;
}

/** How the bundle calls `csv`, whatever the scenario calls it (scenario/csv.ts). */
const NAME = 'csv__bundled';
const USES = /(?<![\w$.])csv__bundled\b/g;
/** What stands before its declaration, and around the getters of a namespace object, which call nothing. */
const DECLARED = /function $/;
const GETTER = /: \(\) => $/;
const COMMENTS = String.raw`(?:\s|\/\*[\s\S]*?\*\/|\/\/[^\n]*\n)*`;
const LITERAL = new RegExp(String.raw`^\(${COMMENTS}(["'\`])((?:(?!\1)[^\\\n])+)\1${COMMENTS}\)`);

/** Whether a bundle has the code of `csv()`. */
export function callsCsv(js: string): boolean {
  return js.includes(NAME);
}

/**
 * The calls of `csv()` in a bundle, with the files they mean. esbuild has done the reading of the sources: every use of
 * the import is a use of the function's own name, and the source map says from which module. Throws UserError for uses
 * that name no file.
 */
export function csvCalls(js: string, sourceMap: string, sourceDir: string): CsvCall[] {
  const map = new SourceMap(JSON.parse(sourceMap));
  const problems: Problem[] = [];
  const calls: CsvCall[] = [];
  for (const { index } of js.matchAll(USES)) {
    const before = js.slice(Math.max(0, index - 10), index);
    if (DECLARED.test(before) || (GETTER.test(before) && js[index + NAME.length] !== '(')) continue;
    const { file: caller, where } = sourceOf(map, js, index, sourceDir);
    const [text, quote, literal = ''] = LITERAL.exec(js.slice(index + NAME.length)) ?? [];
    if (text === undefined || (quote === '`' && literal.includes('${'))) {
      problems.push({
        what: 'csv() must be called with the path written out',
        where,
        why: 'the file is read when the scenario is bundled, before any of its code runs',
        next: "write csv('users.csv'), with the path relative to this module",
      });
      continue;
    }
    const end = index + NAME.length + text.length - 1;
    calls.push({ end, file: path.resolve(path.dirname(caller), literal), where });
  }
  if (problems.length > 0) throw new UserError(problems);
  return calls;
}

function sourceOf(map: SourceMap, js: string, index: number, sourceDir: string): { file: string; where: Location } {
  const before = js.slice(0, index);
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = before.split('\n').length - 1;
  const entry: Partial<SourceMapping> = map.findEntry(line, index - lineStart);
  const { originalSource = '', originalLine = 0, originalColumn = 0 } = entry;
  const file = path.resolve(sourceDir, originalSource);
  return { file, where: { file: shown(file), line: originalLine + 1, column: originalColumn + 1 } };
}
