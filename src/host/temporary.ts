import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeAtExit } from './at-exit.ts';
import { isGone, OWNER_TAG, ownerTag } from './owner.ts';

/** A folder for a short time. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): Promise<void>;
}

const OURS = new RegExp(`^loadkit-[a-z0-9]+-(${OWNER_TAG})-`);
const FORCED = { recursive: true, force: true };

let swept: Promise<void> | undefined;

/**
 * Makes a private folder among the system's temporary ones. It is gone when this process ends, by itself or by a
 * signal; what a process left that had no time for that, the next one removes.
 */
export async function temporaryFolder(purpose: string): Promise<TemporaryFolder> {
  swept ??= sweep(tmpdir());
  await swept;
  const path = await mkdtemp(join(tmpdir(), `loadkit-${purpose}-${ownerTag()}-`));
  const forget = removeAtExit(path);
  return {
    path,
    remove: async () => {
      await rm(path, FORCED);
      forget();
    },
  };
}

/** Removes what loadkits that are gone left in a folder. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const [, tag] = OURS.exec(name) ?? [];
    // Somebody else's cannot be removed.
    if (tag !== undefined && isGone(tag)) await rm(join(folder, name), FORCED).catch(() => undefined);
  }
}
