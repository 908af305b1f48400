import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Location, Message } from 'esbuild';

/** Sources that are read otherwise than they stand on disk, by absolute path. */
export type Rewritten = Map<string, string>;

const TWICE = /^The symbol "(.+)" has already been declared$/;
const DECLARATION = /(^|[;{}]|\*\/)\s*(async\s+)?function\s*\*?\s*$/;

/**
 * Renames the earlier of two functions of one name, which k6 takes and modules in general forbid: the later one is
 * meant wherever the name stands. False when something else is wrong, too; then nothing changes.
 */
export function renameEarlier(errors: readonly Message[], sourceDir: string, sources: Rewritten): boolean {
  const found = errors.map(({ text, location, notes }) => {
    const name = TWICE.exec(text)?.[1];
    const first = notes[0]?.location;
    return name !== undefined && location && first && isFunction(location) && isFunction(first)
      ? { name, first }
      : null;
  });
  const earlier = found.filter((each) => each !== null);
  if (earlier.length !== errors.length) return false;
  const names = new Set<string>();
  for (const { name, first } of earlier) {
    const file = path.resolve(sourceDir, first.file);
    // The next attempt finds the others of the same name: columns after this one have moved.
    if (names.has(`${file} ${first.line}`) || names.has(`${file} ${name}`)) continue;
    names.add(`${file} ${first.line}`).add(`${file} ${name}`);
    sources.set(file, renamed(sources.get(file) ?? readFileSync(file, 'utf8'), first, name));
  }
  return true;
}

function isFunction({ lineText, column }: Location): boolean {
  return DECLARATION.test(Buffer.from(lineText).subarray(0, column).toString('utf8'));
}

function renamed(text: string, { line, column, length }: Location, name: string): string {
  const lines = text.split('\n');
  const bytes = Buffer.from(lines[line - 1] ?? '');
  const [before, after] = [bytes.subarray(0, column), bytes.subarray(column + length)];
  lines[line - 1] = `${before.toString('utf8')}__earlier_${line}_${name}${after.toString('utf8')}`;
  return lines.join('\n');
}
