import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { Increase } from '../increase.ts';
import { MissedReading, type Monitor, type Reading } from '../monitor.ts';
import { readingsOf } from '../readings.ts';
import { kernelFile } from './files.ts';
import { readCounts, readCpuTicks, readDisks, readDiskTimes, readNetwork, readPressure } from './kernel-text.ts';

/** Where the machine says what it does, for tests. */
export interface HostGiven {
  readonly name: string;
  readonly every: number;
  readonly proc?: string;
  readonly sys?: string;
}

const PRESSURES = ['cpu', 'memory', 'io'] as const;

/** Watches the machine that loadkit runs on. */
export function hostMonitor({ name, every, proc = '/proc', sys = '/sys' }: HostGiven): Monitor {
  const increase = new Increase();
  const text = (file: string) => kernelFile(join(proc, file));
  const isDisk = (device: string) => !/^(loop|ram|dm-|md|zram)/.test(device) && existsSync(join(sys, 'block', device));
  return {
    name,
    every,
    async read(): Promise<readonly Reading[]> {
      const cpu = readCpuTicks(text('stat') ?? '');
      if (!cpu) throw new MissedReading('this machine has no /proc: the host is watched on Linux only');
      increase.turn(performance.now() / 1000);
      const ticks = increase.of('ticks', cpu.all);
      const idle = increase.of('idle', cpu.idle);
      const memory = readCounts(text('meminfo') ?? '');
      const [available, total] = [memory.get('MemAvailable'), memory.get('MemTotal')];
      const diskstats = text('diskstats') ?? '';
      const disks = readDisks(diskstats, isDisk);
      const busy = [...readDiskTimes(diskstats, isDisk)].map(([device, time]) => {
        const share = increase.rate(`busy ${device}`, time / 1000);
        return ['disk_busy', 'ratio', share === undefined ? undefined : Math.min(1, share), { device }] as const;
      });
      const network = readNetwork(text('net/dev') ?? '');
      const root = await statfs('/').catch(() => undefined);
      const free = root && root.blocks > 0 ? root.bavail / (root.blocks - root.bfree + root.bavail) : undefined;
      const rest = (share: number | undefined) => (share === undefined ? undefined : 1 - share);
      return readingsOf([
        ['cpu_usage', 'ratio', ticks !== undefined && idle !== undefined && ticks > 0 ? 1 - idle / ticks : undefined],
        ['memory_usage', 'ratio', available !== undefined && total ? 1 - available / total : undefined],
        ['disk_usage', 'ratio', rest(free), { path: '/' }],
        ['disk_free', 'ratio', free, { path: '/' }],
        ['disk_used', 'bytes', root && (root.blocks - root.bfree) * root.bsize, { path: '/' }],
        ...busy,
        ['disk_read', 'per second', increase.rate('read', disks.read)],
        ['disk_written', 'per second', increase.rate('written', disks.written)],
        ['network_received', 'per second', increase.rate('received', network.received)],
        ['network_sent', 'per second', increase.rate('sent', network.sent)],
        ...PRESSURES.map((of) => {
          const waited = readPressure(text(`pressure/${of}`) ?? '');
          return [
            `${of}_pressure`,
            'ratio',
            waited === undefined ? undefined : increase.rate(`${of} waits`, waited),
          ] as const;
        }),
        ['oom_kills', 'per second', killed(readCounts(text('vmstat') ?? '').get('oom_kill'), increase)],
      ]);
    },
  };
}

function killed(count: number | undefined, increase: Increase): number | undefined {
  return count === undefined ? undefined : increase.rate('oom kills', count);
}
