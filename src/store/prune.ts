import { lstat, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
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

/** Deletes a run folder with all that is in it; what links in it lead to stays. */
export async function deleteRun({ folder }: OldRun): Promise<void> {
  await rm(folder, { recursive: true });
}

const STAMP = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-/;

/** When a run began, by its id; undefined of what names no moment. */
function beganAt(id: string): Date | undefined {
  const [, year, month, day, hour, minute, second] = STAMP.exec(id) ?? [];
  const moment = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true });
  const sizes = entries.map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? bytesIn(path) : lstat(path).then(({ size }) => size);
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
