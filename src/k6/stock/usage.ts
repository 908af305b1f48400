import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What the operating system tells of a process and its host at a moment, as running totals; null where it does not. */
export interface Usage {
  /** Processor seconds of the process. */
  readonly cpu: number | null;
  /** Bytes, now. */
  readonly rss: number | null;
  /** Processor ticks of the host: spent, and in all. */
  readonly host: { readonly busy: number; readonly all: number } | null;
  /** Seconds for which some task waited for a processor. */
  readonly pressure: number | null;
}

export interface UsageSource {
  readonly pressureOf: 'cgroup' | 'host' | null;
  read(): Usage;
}

/** Linux counts a process's time in ticks of this many a second, on every architecture that Node.js runs on. */
const TICKS = 100;

/** Reads /proc about a process, and the CPU pressure of its control group where that counts it (as engine/output does). */
export function usageOf(pid: number): UsageSource {
  const own = ownPressure(text(`/proc/${pid}/cgroup`)).find((file) => pressureIn(text(file)) !== null);
  const host = '/proc/pressure/cpu';
  const file = own ?? (pressureIn(text(host)) === null ? null : host);
  return {
    pressureOf: file === null ? null : file === host ? 'host' : 'cgroup',
    read: () => ({
      cpu: cpuIn(text(`/proc/${pid}/stat`)),
      rss: rssIn(text(`/proc/${pid}/status`)),
      host: hostIn(text('/proc/stat')),
      pressure: file === null ? null : pressureIn(text(file)),
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
  return ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'].map((root) => path.join(root, group, 'cpu.pressure'));
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
  return { busy: all - ticks[3]! - ticks[4]!, all };
}

/** The total of `some avg10=… total=<microseconds>`. */
export function pressureIn(pressure: string): number | null {
  const total = /^some .*total=(\d+)$/m.exec(pressure)?.[1];
  return total === undefined ? null : Number(total) / 1e6;
}
