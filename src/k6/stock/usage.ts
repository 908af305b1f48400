import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Quotas } from './quotas.ts';

/** What the operating system tells of a process and its host at a moment, as running totals; null where it does not. */
export interface Usage {
  /** Processor seconds of the process. */
  readonly cpu: number | null;
  /** Bytes, now. */
  readonly rss: number | null;
  /** Processor ticks of the host: spent, and in all. */
  readonly host: { readonly busy: number; readonly steal: number; readonly all: number } | null;
  /** Seconds for which some task waited for a processor. */
  readonly pressure: number | null;
  /** Seconds for which CPU quotas held tasks of other control groups back, added up over the processors. */
  readonly throttled: number | null;
  /** Seconds for which the process's threads were ready and waited for a processor, and how often one was given one. */
  readonly threads: Waits | null;
}

/** What threads waited for a processor, seconds, and how often they were given one. */
export interface Waits {
  readonly delay: number;
  readonly slices: number;
}

export interface UsageSource {
  readonly pressureOf: 'cgroup' | 'host' | null;
  read(): Usage;
}

const CONTROL_GROUPS = '/sys/fs/cgroup';

/** Linux counts a process's time in ticks of this many a second, on every architecture that Node.js runs on. */
const TICKS = 100;

/**
 * Reads /proc about a process, and the CPU pressure of its control group where that counts it (as engine/output does).
 */
export function usageOf(pid: number): UsageSource {
  const groups = text(`/proc/${pid}/cgroup`);
  const own = ownPressure(groups).find((file) => pressureIn(text(file)) !== null);
  const host = '/proc/pressure/cpu';
  const file = own ?? (pressureIn(text(host)) === null ? null : host);
  const threads = new Threads(`/proc/${pid}/task`);
  const quotas = new Quotas(CONTROL_GROUPS, file, groups);
  return {
    pressureOf: file === null ? null : file === host ? 'host' : 'cgroup',
    read: () => ({
      cpu: cpuIn(text(`/proc/${pid}/stat`)),
      rss: rssIn(text(`/proc/${pid}/status`)),
      host: hostIn(text('/proc/stat')),
      pressure: file === null ? null : pressureIn(text(file)),
      throttled: quotas.read(),
      threads: threads.read(),
    }),
  };
}

function text(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Where a control group of version 2 may have its file: alone, and beside version 1. */
function ownPressure(groups: string): string[] {
  const group = /^0::(.*)$/m.exec(groups)?.[1];
  if (group === undefined) return [];
  return [CONTROL_GROUPS, path.join(CONTROL_GROUPS, 'unified')].map((root) => path.join(root, group, 'cpu.pressure'));
}

/** User and system time in /proc/<pid>/stat; the name in parentheses may hold anything. */
export function cpuIn(stat: string): number | null {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return Number.isFinite(ticks) ? ticks / TICKS : null;
}

export function rssIn(status: string): number | null {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

/** The first line of /proc/stat: user nice system idle iowait irq softirq steal; guest time is in user already. */
export function hostIn(stat: string): Usage['host'] {
  const [name, ...fields] = stat.split('\n')[0]!.split(/\s+/);
  const ticks = fields.slice(0, 8).map(Number);
  if (name !== 'cpu' || ticks.length < 8 || ticks.some((each) => !Number.isFinite(each))) return null;
  const all = ticks.reduce((sum, each) => sum + each, 0);
  return { busy: all - ticks[3]! - ticks[4]!, steal: ticks[7]!, all };
}

/** Adds up what a process's threads waited; they come and go (as engine/output does). */
export class Threads {
  private readonly folder: string;
  private seen = new Map<string, Waits>();
  private delay = 0;
  private slices = 0;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Running totals over all threads there have been; null where the kernel does not count. */
  read(): Waits | null {
    const now = new Map<string, Waits>();
    for (const task of list(this.folder)) {
      const waits = waitsIn(text(path.join(this.folder, task, 'schedstat')));
      if (!waits) continue;
      now.set(task, waits);
      const known = this.seen.get(task);
      // A smaller number is another thread's of the same id.
      const before =
        known && known.delay <= waits.delay && known.slices <= waits.slices ? known : { delay: 0, slices: 0 };
      this.delay += waits.delay - before.delay;
      this.slices += waits.slices - before.slices;
    }
    if (now.size === 0) return null;
    this.seen = now;
    return { delay: this.delay, slices: this.slices };
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** `<ns on a processor> <ns of waiting for one> <times it was given one>` */
export function waitsIn(schedstat: string): Waits | null {
  const [, delay, slices] = /^\d+ (\d+) (\d+)\s*$/.exec(schedstat) ?? [];
  return delay === undefined ? null : { delay: Number(delay) / 1e9, slices: Number(slices) };
}

/** The total of `some avg10=… total=<microseconds>`. */
export function pressureIn(pressure: string): number | null {
  const total = /^some .*total=(\d+)$/m.exec(pressure)?.[1];
  return total === undefined ? null : Number(total) / 1e6;
}
