import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Watches } from '../../metrics/lines/lines.ts';
import { isOnThisMachine } from '../../target/own-machine.ts';
import { kernelFile } from './files.ts';
import { listeningSockets, readProcessStat } from './kernel-text.ts';

/** Where the kernel says what processes do, and which of them is loadkit. */
export interface Machine {
  readonly proc: string;
  readonly own: number;
}

const HERE: Machine = { proc: '/proc', own: process.pid };

/** The processes that a `process:` monitor means now. */
export function processesOf(of: number | string, proc = HERE.proc): number[] {
  const all = statsIn(proc);
  return all
    .filter(({ pid, name }) => (typeof of === 'number' ? pid === of : name === of.slice(0, 15)))
    .map(({ pid }) => pid);
}

/** The processes of a control group and of those below it. */
export function processesIn(folder: string): number[] {
  const own = (kernelFile(join(folder, 'cgroup.procs')) ?? '').split('\n').filter(Boolean).map(Number);
  const below = entriesOf(folder, true).flatMap((name) => processesIn(join(folder, name)));
  return [...own, ...below];
}

/**
 * Whether some processes are what serves an address of this machine: all that listen there, with all that these started.
 * Of some that are not all of them, nobody knows what part of the work is theirs. `generator`: loadkit is among them, or
 * what it started and does not listen there.
 */
export function watchesProcesses(
  watched: readonly number[],
  { hostname, port, protocol }: URL,
  machine = HERE,
): Watches | undefined {
  const { proc, own } = machine;
  const host = hostname.replace(/^\[|\]$/g, '');
  const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  const texts = ['tcp', 'tcp6'].map((file) => kernelFile(join(proc, 'net', file)) ?? '');
  const sockets = new Set(isOnThisMachine([host]) ? texts.flatMap((text) => listeningSockets(text, number)) : []);
  const stats = statsIn(proc);
  const parents = new Map(stats.map(({ pid, parent }) => [pid, parent]));
  const isFrom = (pid: number, ancestors: ReadonlySet<number>) => {
    for (let at: number | undefined = pid; at !== undefined && at > 0; at = parents.get(at))
      if (ancestors.has(at)) return true;
    return false;
  };
  const listening = new Set(
    stats.map(({ pid }) => pid).filter((pid) => holdsOne(join(proc, String(pid), 'fd'), sockets)),
  );
  const serving = stats.map(({ pid }) => pid).filter((pid) => isFrom(pid, listening));
  if (watched.some((pid) => isFrom(pid, new Set([own])) && !serving.includes(pid))) return 'generator';
  return serving.length > 0 && serving.every((pid) => watched.includes(pid)) ? 'replica' : undefined;
}

function statsIn(proc: string) {
  const numbers = entriesOf(proc, true).filter((entry) => /^\d+$/.test(entry));
  return numbers.flatMap((pid) => readProcessStat(kernelFile(join(proc, pid, 'stat')) ?? '') ?? []);
}

function holdsOne(folder: string, sockets: ReadonlySet<string>): boolean {
  if (sockets.size === 0) return false;
  return entriesOf(folder, false).some((entry) => sockets.has(linkOf(join(folder, entry))));
}

/** What is in a folder, the folders alone or all; nothing of what is gone, or is not this user's to see. */
function entriesOf(folder: string, folders: boolean): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => !folders || entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
