/** The texts by which Linux says what processes, control groups and the machine do. All pure. */

/** What /proc/PID/stat says of a process. */
export interface ProcessStat {
  readonly pid: number;
  /** At most 15 bytes of its name. */
  readonly name: string;
  /** The number of the process that started it. */
  readonly parent: number;
  /** Ticks of CPU time, of its user and of the kernel for it. */
  readonly ticks: number;
  /** Ticks from the boot of the machine to its start: with the number they tell it from every other process. */
  readonly start: number;
}

/** Ticks of a second, on every Linux that Node.js runs on (sysconf(_SC_CLK_TCK)). */
export const TICKS = 100;

/** Reads /proc/PID/stat (proc_pid_stat(5)); the name, in brackets, may hold anything. */
export function readProcessStat(text: string): ProcessStat | undefined {
  const [from, to] = [text.indexOf('('), text.lastIndexOf(')')];
  const fields = text.slice(to + 2).split(' ');
  // Fields 4, 14, 15 and 22, counted from 1 with the number and the name.
  const [parent, user, system, start] = [fields[1], fields[11], fields[12], fields[19]].map(Number);
  const pid = Number.parseInt(text, 10);
  if (
    from < 0 ||
    to < from ||
    [pid, parent, user, system, start].some((value) => value === undefined || Number.isNaN(value))
  )
    return undefined;
  return { pid, name: text.slice(from + 1, to), parent: parent!, ticks: user! + system!, start: start! };
}

/** Lines of a name and a number: `usage_usec 12`, `MemTotal:  16 kB`, `read_bytes: 4096`. Of kB the bytes. */
export function readCounts(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [, name, value, unit] = /^(\S+?):?\s+(\d+)(?: (kB))?\s*$/.exec(line) ?? [];
    if (name !== undefined) counts.set(name, Number(value) * (unit ? 1024 : 1));
  }
  return counts;
}

/** Seconds since the boot for which some task waited, of /proc/pressure/* or *.pressure; undefined where it says none. */
export function readPressure(text: string): number | undefined {
  const [, total] = /^some .*\btotal=(\d+)$/m.exec(text) ?? [];
  return total === undefined ? undefined : Number(total) / 1e6;
}

/** Bytes that were received and sent over all interfaces but the loopback, of /proc/net/dev. */
export function readNetwork(text: string): { received: number; sent: number } {
  let [received, sent] = [0, 0];
  for (const line of text.split('\n')) {
    const [, device, rest] = /^\s*([^:\s]+):\s*(.*)$/.exec(line) ?? [];
    if (device === undefined || device === 'lo') continue;
    const fields = rest!.trim().split(/\s+/).map(Number);
    received += fields[0] ?? 0;
    sent += fields[8] ?? 0;
  }
  return { received, sent };
}

/** Bytes of a sector in /proc/diskstats, whatever the disk has. */
const SECTOR = 512;

/** Bytes that were read from and written to whole disks, of /proc/diskstats; `whole` knows which are no partitions. */
export function readDisks(text: string, whole: (device: string) => boolean): { read: number; written: number } {
  let [read, written] = [0, 0];
  for (const line of text.split('\n')) {
    const fields = line.trim().split(/\s+/);
    if (fields.length < 10 || !whole(fields[2]!)) continue;
    read += Number(fields[5]) * SECTOR;
    written += Number(fields[9]) * SECTOR;
  }
  return { read, written };
}

/**
 * Milliseconds for which each disk had something to do, of /proc/diskstats (its field 10, as `iostat` reads %util). A loop
 * device is one where anything was written to it: others hold what is mounted to be read.
 */
export function readDiskTimes(text: string, whole: (device: string) => boolean): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const line of text.split('\n')) {
    const fields = line.trim().split(/\s+/);
    const [device, writes, busy] = [fields[2], fields[7], fields[12]];
    if (device === undefined || busy === undefined) continue;
    if (whole(device) || (/^loop\d+$/.test(device) && Number(writes) > 0)) times.set(device, Number(busy));
  }
  return times;
}

/** Cores that a quota allows, `quota period` in microseconds; undefined of one that limits nothing. */
export function readQuota(text: string): number | undefined {
  const [, quota, period] = /^(\d+) (\d+)/.exec(text) ?? [];
  return Number(quota) > 0 && Number(period) > 0 ? Number(quota) / Number(period) : undefined;
}

/** Bytes read and written, of a control group's io.stat. */
export function readGroupIo(text: string): { read: number; written: number } {
  const sum = (name: string) =>
    [...text.matchAll(new RegExp(`\\b${name}=(\\d+)`, 'g'))].reduce((all, [, value]) => all + Number(value), 0);
  return { read: sum('rbytes'), written: sum('wbytes') };
}

/** Ticks of all CPUs and those in which they were idle or waited for a disk, of /proc/stat. */
export function readCpuTicks(text: string): { all: number; idle: number } | undefined {
  const fields = /^cpu +(.+)$/m.exec(text)?.[1]?.split(' ').map(Number);
  if (!fields || fields.length < 8) return undefined;
  // What guests used is in user and nice already.
  const all = fields.slice(0, 8).reduce((sum, ticks) => sum + ticks, 0);
  return { all, idle: fields[3]! + fields[4]! };
}

/** The sockets that listen on a port, of /proc/net/tcp or tcp6 (proc_net(5)), as links of open files name them. */
export function listeningSockets(text: string, port: number): string[] {
  return text.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
    const listens = state === '0A' && Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16) === port;
    return listens ? [`socket:[${inode}]`] : [];
  });
}
