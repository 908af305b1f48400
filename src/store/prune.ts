import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { listRuns } from './runs.ts';

/** A run folder that is older than what is kept. */
export interface OldRun {
  readonly id: string;
  readonly folder: string;
  /** Of all files in it. */
  readonly bytes: number;
}

/**
 * The run folders below `out` that began before a moment, the oldest first. A folder counts when its name is that of a
 * run and it holds a run's record; links are none, whatever they lead to. `kept` are ids that stay.
 */
export async function runsBefore(out: string, moment: Date, kept: ReadonlySet<string>): Promise<OldRun[]> {
  const old: OldRun[] = [];
  for (const folder of await listRuns(out)) {
    const id = basename(folder);
    const began = beganAt(id);
    if (began === undefined || began >= moment || kept.has(id)) continue;
    old.push({ id, folder, bytes: await bytesIn(folder) });
  }
  return old;
}

/** What a run folder is called while it is deleted: no run has such a name. */
const GOING = '.deleted-';

/**
 * Deletes a run folder with all that is in it; what links in it lead to stays. No half of a run is ever seen. False where
 * somebody else deletes it.
 */
export async function deleteRun({ folder, id }: OldRun): Promise<boolean> {
  const going = join(dirname(folder), `${GOING}${id}`);
  try {
    await rename(folder, going);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  await rm(going, { recursive: true, force: true });
  return true;
}

/** Deletes what is left below `out` of runs whose deletion was interrupted. */
export async function deleteLeftovers(out: string): Promise<void> {
  const names = await readdir(out).catch(() => []);
  const left = names.filter((name) => name.startsWith(GOING));
  await Promise.all(left.map((name) => rm(join(out, name), { recursive: true, force: true })));
}

const STAMP = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-/;

/** When a run began, by its id; undefined of what names no moment. */
function beganAt(id: string): Date | undefined {
  const [, year, month, day, hour, minute, second] = STAMP.exec(id) ?? [];
  const moment = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

async function bytesIn(folder: string): Promise<number> {
  // Somebody else may delete it at the same time.
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const sizes = entries.map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory()
      ? bytesIn(path)
      : lstat(path).then(
          ({ size }) => size,
          () => 0,
        );
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
