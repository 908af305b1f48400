import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, UserError } from '../../errors.ts';
import { removeAtExit } from '../../host/at-exit.ts';
import { isGone, OWNER_TAG, ownerTag } from '../../host/owner.ts';
import { carriesData } from './embed.ts';
import { shown } from './paths.ts';

/** A script as k6 is given it. */
export interface PlacedScript {
  readonly path: string;
  /** The copy beside the source, if there is one. */
  readonly copy?: string;
  /** The folder of the user's source: what k6 says of the script's own folder holds of this one. */
  readonly sourceDir: string;
  /** Removes the copy beside the source, if there is one; to be called once k6 has read it, and harmless later. */
  release(): Promise<void>;
}

export interface PlaceInput {
  readonly code: string;
  readonly usesFiles: boolean;
  /** The user's scenario file. */
  readonly source: string;
  /** Gets `scenario.js`, for the record. */
  readonly runDir: string;
  readonly runId: string;
}

const COPY = new RegExp(`^\\.loadkit-(${OWNER_TAG})-.*\\.js$`);

/**
 * Puts a bundle where k6 can run it: into the run folder, and, when it reads files relative to its source, as a hidden
 * copy beside that, because k6 takes relative paths from the folder of the script. Copies of dead runs are removed.
 */
export async function placeScript(input: PlaceInput): Promise<PlacedScript> {
  const sourceDir = path.dirname(path.resolve(input.source));
  // Rows of data files may be accounts: nobody else needs to read them.
  const mode = carriesData(input.code) ? 0o600 : 0o666;
  const kept = path.join(input.runDir, 'scenario.js');
  await writeFile(kept, input.code, { mode });
  if (!input.usesFiles) return { path: kept, sourceDir, release: async () => {} };
  await removeStale(sourceDir);
  const copy = path.join(sourceDir, `.loadkit-${ownerTag()}-${input.runId}.js`);
  try {
    await writeFile(copy, input.code, { flag: 'wx', mode });
  } catch (error) {
    throw new UserError({
      what: `cannot write beside the scenario: ${messageOf(error)}`,
      where: { file: shown(input.source) },
      why: 'it reads files with open() or imports protos, which k6 looks for beside the script that it runs',
      next: 'make the folder writable while the run starts, or copy the scenario and its data elsewhere',
    });
  }
  const forget = removeAtExit(copy);
  const release = async () => {
    await rm(copy, { force: true });
    forget();
  };
  return { path: copy, copy, sourceDir, release };
}

async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const tag = COPY.exec(name)?.[1];
    if (tag !== undefined && isGone(tag)) await rm(path.join(folder, name), { force: true });
  }
}
