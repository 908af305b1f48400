import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where tests of the matrix are. */
const FOLDER = 'test/reliability';
/** A text that begins as the name of such a test: `'B-07 SIGTERM while …'`, `'B-07, B-08 …'`. */
const NAMES = /['"`](B-\d+(?:(?:, | and |\/)B-\d+)*)\b/g;

/** The numbers of the matrix by the test files whose tests begin with them. */
export function testedIn(root: string): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>();
  for (const name of readdirSync(join(root, FOLDER)).sort()) {
    // The test of the matrix itself names all numbers.
    if (!name.endsWith('.test.ts') || name === 'matrix.test.ts') continue;
    for (const number of numbersIn(readFileSync(join(root, FOLDER, name), 'utf8')))
      files.set(number, [...(files.get(number) ?? []), `${FOLDER}/${name}`]);
  }
  return files;
}

/** The numbers with which names of tests begin in a file's text. Pure. */
export function numbersIn(text: string): string[] {
  const found = [...text.matchAll(NAMES)].flatMap(([, numbers = '']) => numbers.match(/B-\d+/g) ?? []);
  return [...new Set(found)].sort();
}
