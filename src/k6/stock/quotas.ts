import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** Readings that the groups found last are good for: they seldom come and go, and there may be hundreds. */
const EVERY = 15;

/**
 * Adds up for how long CPU quotas held tasks back, in the control groups whose tasks the pressure counts (as
 * engine/output does): Linux takes a task that a quota holds back for one that waits for a processor. A group that the
 * generator is in does not count, since what it is denied makes it suffer.
 */
export class Quotas {
  /** The folder below which groups are looked for, and that of the generator's own group. */
  private readonly top: string | undefined;
  private readonly own: string = '';
  private files: readonly string[] = [];
  private age = 0;
  private readonly seen = new Map<string, number>();
  private sum = 0;

  /** `pressure`: the file that the pressure is read from. `groups`: what /proc/<pid>/cgroup says of the generator. */
  constructor(root: string, pressure: string | null, groups: string) {
    if (pressure === null) return;
    const group = path.dirname(pressure);
    const ofMachine = pressure.startsWith('/proc/') || group === path.join(root, 'unified');
    if (existsSync(path.join(root, 'cgroup.controllers'))) {
      this.top = ofMachine ? root : group;
      this.own = path.join(root, groupOf(groups, ''));
    } else if (ofMachine && existsSync(path.join(root, 'cpu'))) {
      // Version 1 has the quotas.
      this.top = realpathSync(path.join(root, 'cpu'));
      this.own = path.join(this.top, groupOf(groups, 'cpu'));
    }
  }

  /** A running total over all groups there have been, seconds, over all processors; null where none are known. */
  read(): number | null {
    if (this.top === undefined) return null;
    if (this.age % EVERY === 0) this.files = this.look(this.top);
    this.age += 1;
    for (const file of this.files) {
      const now = heldBackIn(text(file));
      if (now === undefined) continue;
      this.sum += Math.max(0, now - (this.seen.get(file) ?? now));
      this.seen.set(file, now);
    }
    return this.sum;
  }

  private look(folder: string): string[] {
    const inside = foldersIn(folder).flatMap((name) => this.look(path.join(folder, name)));
    const isOwn = `${this.own}/`.startsWith(`${folder}/`);
    return hasQuota(folder) && !isOwn ? [path.join(folder, 'cpu.stat'), ...inside] : inside;
  }
}

/** A path in /proc/<pid>/cgroup: of version 1 with that controller, or (none) of version 2. */
function groupOf(groups: string, controller: string): string {
  const lines = groups.matchAll(/^\d+:([^:]*):(.*)$/gm);
  return [...lines].find(([, controllers]) => controllers!.split(',').includes(controller))?.[2] ?? '/';
}

function hasQuota(group: string): boolean {
  const [second, first] = [text(path.join(group, 'cpu.max')), text(path.join(group, 'cpu.cfs_quota_us'))];
  return second === '' ? /^\d/.test(first) : !second.startsWith('max');
}

/** `throttled_usec <µs>` of version 2, `throttled_time <ns>` of version 1. */
function heldBackIn(stat: string): number | undefined {
  const [, unit, count] = /^throttled_(usec|time) (\d+)$/m.exec(stat) ?? [];
  return count === undefined ? undefined : Number(count) / (unit === 'usec' ? 1e6 : 1e9);
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch {
    return [];
  }
}

function text(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
