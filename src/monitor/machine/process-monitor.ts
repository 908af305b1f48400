import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Increase } from '../increase.ts';
import { MissedReading, type Monitor, type Notice, type Reading } from '../monitor.ts';
import { readingsOf } from '../readings.ts';
import { kernelFile } from './files.ts';
import { type ProcessStat, readCounts, readProcessStat, TICKS } from './kernel-text.ts';
import { type ProcessQuota, processQuota } from './process-quota.ts';

export interface ProcessGiven {
  readonly name: string;
  readonly every: number;
  /** The number of one process, or the name of some. */
  readonly of: number | string;
  readonly proc?: string;
  /** Where control groups are. */
  readonly groups?: string;
}

/** The processes that are watched now; tells what happened to those before. */
type Found = (notice: ((what: Notice) => void) | undefined) => ProcessStat[];

/** Bytes of a name that the kernel keeps. */
const LONGEST_NAME = 15;

/**
 * Watches a process by its number, or all processes of a name, added up. Of a number it is always the process that had
 * it at the first reading: once that has ended, a stranger with the same number is not watched.
 */
export function processMonitor(given: ProcessGiven): Monitor {
  const { name, every, of, proc = '/proc', groups = '/sys/fs/cgroup' } = given;
  const found = typeof of === 'number' ? oneOf(of, proc) : allOf(of, proc);
  const increase = new Increase();
  let before = Number.POSITIVE_INFINITY;
  return {
    name,
    every,
    async read(_, notice): Promise<readonly Reading[]> {
      const uptime = Number.parseFloat(kernelFile(join(proc, 'uptime')) ?? '');
      if (Number.isNaN(uptime))
        throw new MissedReading('this machine has no /proc: processes are watched on Linux only');
      const processes = found(notice);
      increase.turn(performance.now() / 1000);
      const all = processes.map((stat) => lookAt(stat, proc));
      // One that was not there before began since, with all that it used; at the first reading nobody knows since when.
      const grown = (key: string, value: number | undefined, { start, pid }: ProcessStat) => {
        if (value === undefined) return undefined;
        return increase.of(`${key} ${pid} ${start}`, value) ?? (start / TICKS >= before ? value : undefined);
      };
      const perSecond = (key: 'ticks' | 'read' | 'written') =>
        all.map((one) => {
          const growth = grown(key, one[key], one.stat);
          return growth !== undefined && increase.seconds > 0 ? growth / increase.seconds : undefined;
        });
      const cores = perSecond('ticks').map((ticks) => ticks && ticks / TICKS);
      const quotas = quotasOf(processes, proc, groups);
      const shares = all.flatMap(({ open, most }) => (open !== undefined && most ? [open / most] : []));
      const readings = readingsOf([
        ['cpu', 'none', known(cores)],
        ['cpu_usage', 'ratio', ofQuota(cores, quotas)],
        ['memory', 'bytes', known(all.map(({ resident }) => resident))],
        ['descriptors', 'none', known(all.map(({ open }) => open))],
        ['descriptor_usage', 'ratio', shares.length > 0 ? Math.max(...shares) : undefined],
        ['threads', 'none', known(all.map(({ threads }) => threads))],
        ['disk_read', 'per second', known(perSecond('read'))],
        ['disk_written', 'per second', known(perSecond('written'))],
        ...(typeof of === 'string' ? ([['processes', 'none', processes.length]] as const) : []),
      ]);
      before = uptime;
      return readings;
    },
  };
}

/** What is known of one process now; what this user may not see is undefined. */
function lookAt(stat: ProcessStat, proc: string) {
  const folder = join(proc, String(stat.pid));
  const status = readCounts(kernelFile(join(folder, 'status')) ?? '');
  const io = readCounts(kernelFile(join(folder, 'io')) ?? '');
  const limits = /^Max open files +(\d+)/m.exec(kernelFile(join(folder, 'limits')) ?? '');
  return {
    stat,
    ticks: stat.ticks,
    resident: status.get('VmRSS'),
    threads: status.get('Threads'),
    read: io.get('read_bytes'),
    written: io.get('write_bytes'),
    open: entriesOf(join(folder, 'fd'))?.length,
    most: limits ? Number(limits[1]) : undefined,
  };
}

/** The process that has a number now, for as long as it lives. */
function oneOf(pid: number, proc: string): Found {
  let start: number | undefined;
  let over = false;
  return (notice) => {
    const stat = readProcessStat(kernelFile(join(proc, String(pid), 'stat')) ?? '');
    if (start === undefined && !stat) throw new MissedReading(`there is no process ${pid}`);
    if (start !== undefined && stat?.start !== start && !over) {
      over = true;
      notice?.({ kind: 'restart', text: `the process ${pid} has ended` });
    }
    if (!stat) throw new MissedReading(`the process ${pid} has ended`);
    start ??= stat.start;
    if (stat.start !== start) throw new MissedReading(`the process ${pid} has ended, and another has its number`);
    return [stat];
  };
}

/** All processes of a name. Where none of those before lives on, whatever has that name began anew. */
function allOf(name: string, proc: string): Found {
  let before: readonly ProcessStat[] = [];
  return (notice) => {
    const found = (entriesOf(proc) ?? [])
      .filter((entry) => /^\d+$/.test(entry))
      .flatMap((pid) => readProcessStat(kernelFile(join(proc, pid, 'stat')) ?? '') ?? [])
      .filter((stat) => stat.name === name.slice(0, LONGEST_NAME));
    if (found.length === 0) throw new MissedReading(`no process is called ${name}`);
    const lives = ({ pid, start }: ProcessStat) => found.some((stat) => stat.pid === pid && stat.start === start);
    if (before.length > 0 && !before.some(lives))
      notice?.({ kind: 'restart', text: `every process called ${name} is another than before` });
    before = found;
    return found;
  };
}

/** The quota that holds each process. Those of one group are asked for it once. */
function quotasOf(processes: readonly ProcessStat[], proc: string, groups: string): (ProcessQuota | undefined)[] {
  const known = new Map<string, ProcessQuota | undefined>();
  return processes.map(({ pid }) => {
    const text = kernelFile(join(proc, String(pid), 'cgroup')) ?? '';
    if (!known.has(text)) known.set(text, processQuota(text, groups));
    return known.get(text);
  });
}

/** The share that processes use of their quota, of the control group that is nearest to its own; undefined without any. */
function ofQuota(
  cores: readonly (number | undefined)[],
  quotas: readonly (ProcessQuota | undefined)[],
): number | undefined {
  const limited = new Map(quotas.flatMap((quota) => (quota ? [[quota.group, quota.cores] as const] : [])));
  const shares = [...limited].map(([group, most]) => {
    const used = known(cores.filter((_, i) => quotas[i]?.group === group));
    return used === undefined ? undefined : used / most;
  });
  return shares.length > 0 && known(shares) !== undefined ? Math.max(...(shares as number[])) : undefined;
}

function entriesOf(folder: string): string[] | undefined {
  try {
    return readdirSync(folder);
  } catch {
    return undefined;
  }
}

/** The sum of what is known; undefined where one is not, since a part would be taken for all. */
function known(values: readonly (number | undefined)[]): number | undefined {
  return values.includes(undefined) ? undefined : total(values as readonly number[]);
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
