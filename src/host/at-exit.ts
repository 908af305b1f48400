import { rmSync } from 'node:fs';

const acts = new Set<() => void>();
let listening = false;

/** Has something done when this process ends, however it ends itself. Returns what takes that back. */
export function atExit(act: () => void): () => void {
  if (!listening) process.on('exit', actNow);
  listening = true;
  acts.add(act);
  return () => void acts.delete(act);
}

/** Has a file or folder removed when this process ends. Returns what takes that back. */
export function removeAtExit(path: string): () => void {
  return atExit(() => rmSync(path, { recursive: true, force: true }));
}

/** Does now what is to be done at the end of the process; nothing of it is done twice. */
export function actNow(): void {
  for (const act of acts) {
    acts.delete(act);
    try {
      act();
    } catch {
      // The others are done all the same.
    }
  }
}
