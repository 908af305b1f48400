import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import { LARGEST_FILE } from './yaml.ts';

/** A configuration file's text; `shown` is what messages call it. Throws UserError when it is no file, too large, or not UTF-8. */
export async function readText(file: string, shown: string): Promise<string> {
  const where = { file: shown };
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new UserError({ what: 'this is no file', where });
    if (found.size > LARGEST_FILE) {
      throw new UserError({
        what: 'the file is too large',
        where,
        why: `a configuration has at most ${LARGEST_FILE / 1e6} MB`,
      });
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (error instanceof TypeError) throw new UserError({ what: 'the file is not UTF-8 text', where });
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new UserError(
      missing
        ? { what: 'there is no such file', where }
        : { what: 'the file cannot be read', where, why: messageOf(error) },
    );
  }
}

/** Whether something of this name exists, whatever it is. */
export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** The files of a folder with one of these endings, sorted; none when there is no such folder. */
export async function filesIn(folder: string, endings: readonly string[]): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => !name.startsWith('.') && endings.some((ending) => name.endsWith(ending)))
    .sort()
    .map((name) => join(folder, name));
}
