import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { READINGS } from '../../../src/config/monitors/readings.ts';
import { groupMonitor } from '../../../src/monitor/machine/group-monitor.ts';
import { hostMonitor } from '../../../src/monitor/machine/host-monitor.ts';
import { readDiskTimes, readProcessStat } from '../../../src/monitor/machine/kernel-text.ts';
import { processMonitor } from '../../../src/monitor/machine/process-monitor.ts';
import { processQuota } from '../../../src/monitor/machine/process-quota.ts';
import type { Monitor } from '../../../src/monitor/monitor.ts';

type Files = Readonly<Record<string, string>>;

/** A folder in which files of the kernel stand, and what writes others over them. */
function kernel(files: Files): { folder: string; write: (more: Files) => void } {
  const folder = mkdtempSync(join(tmpdir(), 'loadkit-proc-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const write = (more: Files) => {
    for (const [name, text] of Object.entries(more)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  };
  write(files);
  return { folder, write };
}

const read = async (monitor: Monitor) => {
  const readings = await monitor.read(new AbortController().signal);
  return Object.fromEntries(readings.map(({ metric, value }) => [metric, value]));
};

/** What was read the second time, of counters that grew meanwhile; of these only how they relate can be said. */
async function second(monitor: Monitor, meanwhile: () => void) {
  const first = await read(monitor);
  meanwhile();
  return { first, later: await read(monitor) };
}

const stat = (pid: number, name: string, ticks: number, start: number) =>
  `${pid} (${name}) S 1 1 1 0 -1 4194304 0 0 0 0 ${ticks} 0 0 0 20 0 1 0 ${start} 0 0\n`;

const processFiles = (pid: number, name: string, ticks: number, start = 100): Files => ({
  [`${pid}/stat`]: stat(pid, name, ticks, start),
  [`${pid}/status`]: `Name:\t${name}\nVmRSS:\t    1000 kB\nThreads:\t4\n`,
  [`${pid}/io`]: `read_bytes: 0\nwrite_bytes: ${ticks * 10}\n`,
  [`${pid}/limits`]:
    'Limit                     Soft Limit           Hard Limit           Units\nMax open files            4                    8                    files\n',
  [`${pid}/fd/0`]: '',
  [`${pid}/cgroup`]: '4:memory:/m\n2:cpu,cpuacct:/web/a\n0::/none\n',
});

/** A quota of half a core above the control group of those processes, of 0.8 of one in it. */
const QUOTAS: Files = {
  'groups/cpu,cpuacct/web/cpu.cfs_quota_us': '50000\n',
  'groups/cpu,cpuacct/web/cpu.cfs_period_us': '100000\n',
  'groups/cpu,cpuacct/web/a/cpu.cfs_quota_us': '80000\n',
  'groups/cpu,cpuacct/web/a/cpu.cfs_period_us': '100000\n',
  'groups/cpu,cpuacct/cpu.cfs_quota_us': '-1\n',
  'groups/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
};

it('a process is known by its number and its start, whatever its name holds', () => {
  expect(readProcessStat(stat(7, 'a) S (b', 12, 345))).toEqual({
    pid: 7,
    name: 'a) S (b',
    parent: 1,
    ticks: 12,
    start: 345,
  });
  expect([readProcessStat(''), readProcessStat('7 (a) S 1')]).toEqual([undefined, undefined]);
});

it('all processes of a name are added up, and those that begin meanwhile', async () => {
  const { folder, write } = kernel({
    uptime: '10.00 5',
    ...processFiles(7, 'web', 100),
    ...processFiles(8, 'web', 50),
    ...processFiles(9, 'other', 9),
    ...QUOTAS,
  });
  const monitor = processMonitor({ name: 'web', every: 1, of: 'web', proc: folder, groups: join(folder, 'groups') });
  const { first, later } = await second(monitor, () =>
    write({ ...processFiles(7, 'web', 110), ...processFiles(10, 'web', 30, 1001) }),
  );
  expect(first).toEqual({ memory: 2_048_000, threads: 8, descriptors: 2, descriptor_usage: 0.25, processes: 2 });
  expect(later).toMatchObject({ memory: 3_072_000, processes: 3 });
  expect(later['cpu']! / later['disk_written']!).toBeCloseTo((10 + 30) / 100 / 400, 9);
  expect(later['cpu_usage']! / later['cpu']!).toBeCloseTo(1 / 0.5, 9);
  expect(Object.keys(later).sort()).toEqual([...READINGS.process].sort());
});

it('the end of a process that is watched by its number is noticed once, and of a name that none of those before lives on', async () => {
  const { folder, write } = kernel({ uptime: '10 5', ...processFiles(7, 'web', 1), ...processFiles(8, 'web', 1) });
  const seen: string[] = [];
  const one = processMonitor({ name: 'one', every: 1, of: 7, proc: folder });
  const all = processMonitor({ name: 'all', every: 1, of: 'web', proc: folder });
  const look = async () => {
    for (const monitor of [one, all])
      await monitor.read(new AbortController().signal, ({ text }) => seen.push(text)).catch(() => undefined);
  };
  await look();
  rmSync(join(folder, '7'), { recursive: true });
  await look();
  await look();
  expect(seen).toEqual(['the process 7 has ended']);
  rmSync(join(folder, '8'), { recursive: true });
  await look();
  write(processFiles(9, 'web', 1, 1001));
  await look();
  expect(seen.slice(1)).toEqual(['every process called web is another than before']);
});

it('what this user may not see of one is left out, and no part is taken for all', async () => {
  const { folder } = kernel({ uptime: '10 5', ...processFiles(7, 'web', 1), '8/stat': stat(8, 'web', 1, 1) });
  expect(await read(processMonitor({ name: 'web', every: 1, of: 'web', proc: folder }))).toEqual({
    descriptor_usage: 0.25,
    processes: 2,
  });
});

it.skipIf(process.platform !== 'linux')('this process: what the kernel says of it', async () => {
  const monitor = processMonitor({ name: 'me', every: 1, of: process.pid });
  const { first, later } = await second(monitor, () => {
    for (const before = process.cpuUsage(); process.cpuUsage(before).user < 30_000; ) Math.sqrt(2);
  });
  expect(first['memory']).toBeGreaterThan(10e6);
  expect(first['descriptors']).toBeGreaterThan(2);
  expect(later['cpu']).toBeGreaterThan(0);
});

it('a control group: shares of its own limits', async () => {
  const group = {
    'cgroup.procs': '7\n',
    'cpu.max': '50000 100000',
    'cpu.stat': 'usage_usec 1000000\nthrottled_usec 0\n',
    'memory.current': '3000',
    'memory.max': '10000',
    'memory.stat': 'anon 1\ninactive_file 1000\n',
    'memory.events': 'oom 0\noom_kill 0\n',
    'io.stat': '8:0 rbytes=0 wbytes=0 rios=0\n8:16 rbytes=0 wbytes=0\n',
    'cpu.pressure': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=0\nfull avg10=0.00 total=0\n',
    'pids.current': '3',
  };
  const { folder, write } = kernel(group);
  const monitor = groupMonitor({ name: 'app', every: 1, folder });
  const { first, later } = await second(monitor, () =>
    write({
      'cpu.stat': 'usage_usec 1200000\nthrottled_usec 100000\n',
      'cpu.pressure': 'some avg10=0.00 total=400000\n',
      'io.stat': '8:0 rbytes=10 wbytes=0\n8:16 rbytes=30 wbytes=0\n',
      'memory.events': 'oom 1\noom_kill 2\n',
    }),
  );
  expect(first).toEqual({ memory: 2000, memory_usage: 0.2, processes: 3 });
  const unit = later['cpu']!;
  expect(unit).toBeGreaterThan(0);
  const relative = Object.fromEntries(
    Object.entries(later).map(([name, value]) => [name, Number((value / unit).toFixed(6))]),
  );
  expect(relative).toMatchObject({
    cpu_usage: 2,
    cpu_throttled: 0.5,
    cpu_pressure: 2,
    disk_read: 200,
    disk_written: 0,
    oom_kills: 10,
  });
  expect(READINGS.cgroup).toEqual(expect.arrayContaining(Object.keys(later)));
  rmSync(folder, { recursive: true });
  await expect(read(monitor)).rejects.toThrow(/is no control group of version 2 now$/);
});

it('a group without limits is held against the machine, and says no share of memory', async () => {
  const { folder } = kernel({
    'cgroup.procs': '7\n',
    'cpu.max': 'max 100000',
    'memory.current': '5',
    'memory.max': 'max',
  });
  expect(await read(groupMonitor({ name: 'app', every: 1, folder }))).toEqual({ memory: 5 });
});

it('a quota of version 2 is the narrowest of a group and those above it; what limits nothing, or is not to be seen, is none', () => {
  const { folder } = kernel({
    'web/cpu.max': '150000 100000\n',
    'web/a/cpu.max': 'max 100000\n',
    'web/b/cpu.max': '400000 100000\n',
  });
  const quota = (text: string) => processQuota(text, folder);
  expect(quota('0::/web/a\n')).toEqual({ group: join(folder, 'web'), cores: 1.5 });
  expect(quota('0::/web/b\n')!.cores).toBe(1.5);
  expect([quota('0::/other\n'), quota('0::/../x\n'), quota('')]).toEqual([undefined, undefined, undefined]);
});

it('a disk is busy for so much of the time; a loop device is one where something was written to it', () => {
  const line = (device: string, writes: number, busy: number) =>
    `8 0 ${device} 1 0 2 0 ${writes} 0 4 0 0 ${busy} 9 0 0 0 0`;
  const text = [line('sda', 0, 70), line('sda1', 5, 60), line('loop0', 0, 50), line('loop1', 3, 40), '8 0 sdb 1'];
  expect([...readDiskTimes(text.join('\n'), (device) => /^sd[ab]$/.test(device))]).toEqual([
    ['sda', 70],
    ['loop1', 40],
  ]);
});

it('the machine: shares of what it has, rates of disks and networks but the loopback', async () => {
  const { folder, write } = kernel({
    'proc/stat': 'cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 1 1 1 1\n',
    'proc/meminfo': 'MemTotal:       1000 kB\nMemFree: 1 kB\nMemAvailable:    250 kB\n',
    'proc/diskstats': '8 0 sda 1 0 0 0 1 0 0 0 0 0 0\n8 1 sda1 1 0 90 0 1 0 90 0\n',
    'proc/net/dev': 'Inter-|   Receive\n face |bytes\n    lo: 500 0 0 0 0 0 0 0 500 0\n  eth0: 0 0 0 0 0 0 0 0 0 0\n',
    'proc/pressure/io': 'some avg10=0.00 total=0\n',
    'proc/vmstat': 'nr_free 1\noom_kill 3\n',
    'sys/block/sda/size': '1',
  });
  const monitor = hostMonitor({ name: 'host', every: 1, proc: join(folder, 'proc'), sys: join(folder, 'sys') });
  const { first, later } = await second(monitor, () =>
    write({
      'proc/stat': 'cpu  130 0 100 860 10 0 0 0 0 0\n',
      'proc/diskstats': '8 0 sda 1 0 2 0 1 0 4 0 0 64 0\n8 1 sda1 1 0 99 0 1 0 99 0\n',
      'proc/net/dev': ' face\n    lo: 900 0 0 0 0 0 0 0 500 0\n  eth0: 256 0 0 0 0 0 0 0 512 0\n',
    }),
  );
  expect(first).toMatchObject({ memory_usage: 0.75 });
  expect(later['cpu_usage']).toBeCloseTo(0.3, 12);
  expect(later).toMatchObject({ memory_usage: 0.75, io_pressure: 0, oom_kills: 0 });
  expect(later['disk_usage']! + later['disk_free']!).toBeCloseTo(1, 12);
  const unit = later['network_received']! / 256;
  expect(
    [later['network_sent']! / unit, later['disk_read']! / unit, later['disk_written']! / unit].map(Math.round),
  ).toEqual([512, 1024, 2048]);
  // The readings are of one moment, and no disk is busy for longer than it was watched.
  expect(later['disk_busy']).toBeCloseTo(Math.min(1, 0.064 * unit), 9);
  expect(READINGS.host).toEqual(expect.arrayContaining(Object.keys(later)));
  await expect(read(hostMonitor({ name: 'host', every: 1, proc: join(folder, 'none') }))).rejects.toThrow(
    /on Linux only$/,
  );
});
