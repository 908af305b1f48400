import { readlinkSync } from 'node:fs';
import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import { LARGEST_FILE } from '../input/yaml/yaml.ts';

/** How large a file may be, and what it is called. */
interface Most {
  readonly of: string;
  readonly bytes: number;
}
const CONFIGURATION: Most = { of: 'a configuration', bytes: LARGEST_FILE };

/**
 * A configuration file's text; `shown` is what messages call it. Throws UserError when it is no file, too large, or not
 * UTF-8.
 */
export async function readText(file: string, shown: string, most: Most = CONFIGURATION): Promise<string> {
  const where = { file: shown };
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new UserError({ what: 'this is no file', where });
    if (found.size > most.bytes) {
      throw new UserError({
        what: 'the file is too large',
        where,
        why: `${most.of} has at most ${most.bytes / 1e6} MB`,
      });
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (error instanceof TypeError) throw new UserError({ what: 'the file is not UTF-8 text', where });
    throw unreadable(file, shown, error);
  }
}

/** Why something of this name cannot be read: what a link points to, that it is missing, or what the system says. */
export function unreadable(path: string, shown: string, error: unknown): UserError {
  const where = { file: shown };
  const link = linkOf(path);
  const why = messageOf(error);
  if (link !== undefined && codeOf(error) === 'ENOENT')
    return new UserError({
      what: `this is a link to ${resolve(dirname(path), link)}, which is not there`,
      where,
      next: 'mend the link, or remove it',
    });
  if (codeOf(error) === 'ENOENT') return new UserError({ what: 'there is no such file', where });
  return new UserError({
    what: 'this cannot be read',
    where,
    why,
    next: 'see its permissions and those of its folder',
  });
}

/**
 * Whether something of this name exists, whatever it is: a link that points nowhere does. Throws UserError where nobody
 * can tell, since what cannot be looked at must not count as missing.
 */
export async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (MISSING.has(codeOf(error))) return false;
    throw unreadable(path, path, error);
  }
}

/**
 * The files of a folder with one of these endings, sorted; none when there is no such folder. UserError when it cannot
 * be read.
 */
export async function filesIn(folder: string, endings: readonly string[]): Promise<string[]> {
  if (!(await exists(folder))) return [];
  const names = await readdir(folder).catch((error: unknown) => {
    throw unreadable(folder, folder, error);
  });
  return names
    .filter((name) => !name.startsWith('.') && endings.some((ending) => name.endsWith(ending)))
    .sort()
    .map((name) => join(folder, name));
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** What the system says of a name that is not there. */
const MISSING: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR']);

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
