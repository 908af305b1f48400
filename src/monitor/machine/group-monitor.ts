import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Increase } from '../increase.ts';
import { MissedReading, type Monitor, type Reading } from '../monitor.ts';
import { readingsOf } from '../readings.ts';
import { kernelFile } from './files.ts';
import { readCounts, readGroupIo, readPressure, readQuota } from './kernel-text.ts';

export interface GroupGiven {
  readonly name: string;
  readonly every: number;
  /** The folder of the control group. */
  readonly folder: string;
}

/** Watches a control group of version 2: a container, a service of systemd. */
export function groupMonitor({ name, every, folder }: GroupGiven): Monitor {
  const increase = new Increase();
  const text = (file: string) => kernelFile(join(folder, file)) ?? '';
  const number = (file: string) => {
    const written = text(file).trim();
    return /^\d+$/.test(written) ? Number(written) : undefined;
  };
  const rate = (key: string, value: number | undefined) =>
    value === undefined ? undefined : increase.rate(key, value);
  return {
    name,
    every,
    async read(): Promise<readonly Reading[]> {
      if (text('cgroup.controllers') === '' && text('cgroup.procs') === '' && text('cpu.stat') === '')
        throw new MissedReading(`${folder} is no control group of version 2 now`);
      increase.turn(performance.now() / 1000);
      const cpu = readCounts(text('cpu.stat'));
      const cores = rate('cpu', micros(cpu.get('usage_usec')));
      const quota = readQuota(text('cpu.max')) ?? availableParallelism();
      const [used, most] = [workingSet(number('memory.current'), text('memory.stat')), number('memory.max')];
      const io = text('io.stat');
      const { read, written } = readGroupIo(io);
      return readingsOf([
        ['cpu', 'none', cores],
        ['cpu_usage', 'ratio', cores === undefined ? undefined : cores / quota],
        ['cpu_throttled', 'none', rate('throttled', micros(cpu.get('throttled_usec')))],
        ['memory', 'bytes', used],
        ['memory_usage', 'ratio', used !== undefined && most ? used / most : undefined],
        ['oom_kills', 'per second', rate('oom', readCounts(text('memory.events')).get('oom_kill'))],
        ['disk_read', 'per second', io === '' ? undefined : rate('read', read)],
        ['disk_written', 'per second', io === '' ? undefined : rate('written', written)],
        ['cpu_pressure', 'ratio', rate('cpu waits', readPressure(text('cpu.pressure')))],
        ['memory_pressure', 'ratio', rate('memory waits', readPressure(text('memory.pressure')))],
        ['io_pressure', 'ratio', rate('io waits', readPressure(text('io.pressure')))],
        ['processes', 'none', number('pids.current')],
      ]);
    },
  };
}

function micros(count: number | undefined): number | undefined {
  return count === undefined ? undefined : count / 1e6;
}

/** What cannot be taken away without harm: without the part of the file cache that was not used lately, as the kubelet counts. */
function workingSet(current: number | undefined, stat: string): number | undefined {
  return current === undefined ? undefined : Math.max(0, current - (readCounts(stat).get('inactive_file') ?? 0));
}
