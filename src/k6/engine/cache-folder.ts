import { access, constants, lstat, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { messageOf, RunError } from '../../errors.ts';
import { makeFolder } from '../../host/make-folder.ts';

/**
 * The folders in which engines may be kept, best first: the one given, else XDG_CACHE_HOME or ~/.cache, and last the
 * system's temporary folder, for machines whose home is missing or cannot be written.
 */
export function cacheFolders(env: Readonly<Record<string, string | undefined>>, given?: string): string[] {
  if (given) return [given];
  const base = env['XDG_CACHE_HOME'] || (env['HOME'] && path.join(env['HOME'], '.cache')) || env['LOCALAPPDATA'];
  const temporary = path.join(tmpdir(), `loadkit-cache-${process.getuid?.() ?? 'user'}`);
  return base && path.isAbsolute(base) ? [path.join(base, 'loadkit'), temporary] : [temporary];
}

/** The first of the folders that can be written, made if it is missing. */
export async function usableCache(folders: readonly string[]): Promise<string> {
  let why = '';
  for (const folder of folders) {
    try {
      await makeFolder(folder, 0o700);
      await access(folder, constants.W_OK | constants.X_OK);
      if (await isOurs(folder)) return folder;
      why = 'it belongs to somebody else';
    } catch (error) {
      why = messageOf(error);
    }
  }
  throw new RunError(
    {
      what: 'no folder to keep the load engine in',
      where: { file: folders[0] },
      why,
      next: 'set XDG_CACHE_HOME to a writable folder',
    },
    7,
  );
}

/**
 * Whether a folder, and the link to it if it is one, is this user's or root's: from any other (in a shared /tmp)
 * nothing is run.
 */
export async function isOurs(folder: string): Promise<boolean> {
  const owners = [(await lstat(folder)).uid, (await stat(folder)).uid];
  return process.getuid === undefined || owners.every((uid) => uid === process.getuid!() || uid === 0);
}
