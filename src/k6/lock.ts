import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive } from './place.ts';

export interface LockInput {
  /** The file that the work makes: once it is there, nobody has to do the work. */
  readonly isDone: string;
  /** Called once when another process is at work. */
  readonly onWait: (pid: number) => void;
}

const STEP = 300;
/** A lock whose owner cannot be read is left to it for this long (ms): it may be about to write its name. */
const NAMELESS = 5_000;

/**
 * Does work of which one process at a time is enough, and returns its file. The lock is a folder, which only one process
 * can make; it names its owner, so that one left by a dead process is taken over.
 */
export async function withLock(
  lock: string,
  { isDone, onWait }: LockInput,
  work: () => Promise<string>,
): Promise<string> {
  let told = false;
  let nameless = 0;
  for (;;) {
    if (await exists(isDone)) return isDone;
    if (await take(lock)) break;
    const owner = Number(await readFile(path.join(lock, 'pid'), 'utf8').catch(() => ''));
    nameless = owner > 0 ? 0 : nameless + STEP;
    if (nameless > NAMELESS || (owner > 0 && !isAlive(owner))) {
      await rm(lock, { recursive: true, force: true });
      continue;
    }
    if (!told && owner > 0) {
      onWait(owner);
      told = true;
    }
    await pause(STEP);
  }
  try {
    return (await exists(isDone)) ? isDone : await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  await writeFile(path.join(lock, 'pid'), String(process.pid));
  return true;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
