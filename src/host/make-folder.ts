import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder with those above it that are missing. Node's own `recursive` tries without an end where the folder
 * above is there and the system will not have another one in it, as in /proc.
 */
export async function makeFolder(path: string, mode?: number): Promise<void> {
  const above = dirname(path);
  const failed = await failureOf(path, mode);
  if (failed?.code !== 'ENOENT' || above === path) {
    if (failed) throw failed;
    return;
  }
  if (!(await isFolder(above))) await makeFolder(above, mode);
  const again = await failureOf(path, mode);
  if (again) throw again;
}

/** Makes a folder, which may be there already; why it could not be made. */
async function failureOf(path: string, mode?: number): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await mkdir(path, mode);
    return undefined;
  } catch (error) {
    return (await isFolder(path)) ? undefined : (error as NodeJS.ErrnoException);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
