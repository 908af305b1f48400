import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** What `ownerTag` writes, for patterns. */
export const OWNER_TAG = String.raw`\d+-\d+-[0-9a-f]{8}`;

/**
 * Names this process in the names of what it leaves for a while: its id, when it began, and on which machine ids are so
 * counted.
 */
export function ownerTag(): string {
  return [process.pid, beganAt(process.pid) ?? 0, place()].join('-');
}

/**
 * Whether the process of a tag is no more, also where another one has its id by now. One of another machine or
 * container, of which nobody here can tell, is taken for alive.
 */
export function isGone(tag: string): boolean {
  const [pid, began, where] = tag.split('-');
  if (where !== place()) return false;
  const now = beganAt(Number(pid));
  return now === undefined ? !isAlive(Number(pid)) : began !== String(now);
}

/** Whether a process of this id exists; one that may not be signalled does. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process began, in the kernel's ticks; undefined where the system does not tell. */
function beganAt(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  } catch {
    return undefined;
  }
}

let known: string | undefined;

function place(): string {
  known ??= createHash('sha256').update(`${hostname()} ${namespace()}`).digest('hex').slice(0, 8);
  return known;
}

/** Containers that share a folder each count their processes from 1. */
function namespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
