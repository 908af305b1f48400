import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { programNamed } from '../stacks/processes.ts';

/** A disk of its own, which writes no more than so much. */
export interface SlowDisk {
  /** Where it is mounted. */
  readonly folder: string;
  /** The file that takes the id of a process: what such a process writes to the disk is held back. */
  readonly processes: string;
  /** Lets it write as fast as it can from now on. */
  hurry(): void;
  /** Once nothing uses it any more. */
  remove(): Promise<void>;
}

/** Control groups of version 1: those of version 2 would need the I/O controller at the root, which others use. */
const GROUP = '/sys/fs/cgroup/blkio/loadkit-stack-faults';
const LIMIT = 'blkio.throttle.write_bps_device';
const SIZE = 1_500_000_000;

const programs = {
  losetup: programNamed('losetup', ['/usr/sbin']),
  'mkfs.ext4': programNamed('mkfs.ext4', ['/usr/sbin']),
  mount: programNamed('mount', ['/usr/bin']),
};

/** What is missing here for a slow disk; empty: nothing. */
export function missingForDisk(): string[] {
  const lacking = Object.entries(programs).flatMap(([name, path]) => (path ? [] : [name]));
  if (process.getuid?.() !== 0) lacking.push('root');
  if (!existsSync(join(GROUP, '..', LIMIT))) lacking.push('control groups of version 1 with blkio.throttle');
  return lacking;
}

/**
 * Makes a disk below a folder: a loop device with a file system of its own, past the page cache. What it writes to its
 * file is held back by the kernel's own I/O throttling to `rate` bytes a second, so that the device is truly busy
 * meanwhile.
 */
export function makeSlowDisk(below: string, rate: number): SlowDisk {
  const [image, folder] = [join(below, 'disk.img'), join(below, 'disk')];
  writeFileSync(image, '');
  truncateSync(image, SIZE);
  mkdirSync(folder);
  const run = (name: keyof typeof programs, ...args: string[]) =>
    execFileSync(programs[name]!, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  const device = run('losetup', '--direct-io=on', '--find', '--show', image);
  const free = () => run('losetup', '--detach', device);
  try {
    run('mkfs.ext4', '-q', '-F', device);
    run('mount', device, folder);
  } catch (error) {
    free();
    throw error;
  }
  mkdirSync(GROUP, { recursive: true });
  writeFileSync(join(GROUP, LIMIT), `${backing(image)} ${rate}`);
  return {
    folder,
    processes: join(GROUP, 'cgroup.procs'),
    hurry: () => writeFileSync(join(GROUP, LIMIT), `${backing(image)} 0`),
    async remove() {
      for (let i = 0; i < 50 && readFileSync(join(GROUP, 'cgroup.procs'), 'utf8') !== ''; i++) await pause(100);
      execFileSync('umount', [folder]);
      free();
      rmdirSync(GROUP);
      rmSync(image);
    },
  };
}

/** `major:minor` of the disk that a file lies on. */
function backing(file: string): string {
  const { dev } = statSync(file);
  const [major, minor] = [(dev >> 8) & 0xfff, (dev & 0xff) | ((dev >> 12) & 0xfff00)];
  return `${major}:${minor}`;
}
