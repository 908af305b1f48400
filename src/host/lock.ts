import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { removeAtExit } from './at-exit.ts';
import { heeded } from './heeding.ts';
import { ownerTag } from './owner.ts';

export interface LockInput {
  /** What the work makes. */
  readonly file: string;
  /** Whether it is there: then nobody has to do the work. */
  readonly isDone: () => Promise<boolean>;
  /** Called once when another process is at work. */
  readonly onWait: (pid: number) => void;
}

const LOOK_MS = 300;
const BEAT_MS = 500;
/** A lock that has not beaten for so long is nobody's. */
const STILL_MS = 4_000;

/**
 * Does work of which one process at a time is enough, and returns its file. The lock is a folder, which only one
 * process can make, and whose time its owner sets anew again and again: one that stands still was left by a process
 * that is dead, frozen, or never was, and is taken over. An owner that comes back then has worked for nothing, and
 * disturbs nobody.
 */
export async function withLock(
  lock: string,
  { file, isDone, onWait }: LockInput,
  work: () => Promise<string>,
): Promise<string> {
  const seen = { beat: 0, at: performance.now() };
  let told = false;
  for (;;) {
    heeded()?.throwIfAborted();
    if (await isDone()) return file;
    if (await take(lock)) break;
    const beat = (await stat(lock).catch(() => undefined))?.mtimeMs ?? 0;
    if (beat !== seen.beat) Object.assign(seen, { beat, at: performance.now() });
    else if (performance.now() - seen.at > STILL_MS) await rm(lock, FORCED);
    const owner = Number.parseInt(await ownerOf(lock), 10);
    if (!told && owner > 0) {
      onWait(owner);
      told = true;
    }
    await pause(LOOK_MS);
  }
  const forget = removeAtExit(lock);
  const beating = setInterval(() => void beat(lock), BEAT_MS);
  const isOurs = async () => (await ownerOf(lock)) === ownerTag();
  try {
    return (await isDone()) ? file : await work();
  } catch (error) {
    // Somebody who took it over is at work, and may have removed what this one had begun.
    if ((await isOurs()) || heeded()?.aborted) throw error;
    return await withLock(lock, { file, isDone, onWait }, work);
  } finally {
    clearInterval(beating);
    if (await isOurs()) await rm(lock, FORCED);
    forget();
  }
}

const FORCED = { recursive: true, force: true };
const OWNER = 'pid';

async function take(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  await writeFile(join(lock, OWNER), ownerTag());
  return true;
}

async function beat(lock: string): Promise<void> {
  const now = new Date();
  await utimes(lock, now, now).catch(() => undefined);
}

async function ownerOf(lock: string): Promise<string> {
  return readFile(join(lock, OWNER), 'utf8').catch(() => '');
}
