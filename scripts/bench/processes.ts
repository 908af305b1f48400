import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';

/** Ticks of the kernel's accounting per second: fixed at 100 for every program on Linux. */
const TICKS = 100;
const SAMPLE_MS = 50;

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Opens descriptor 3 and reads what comes there, as loadkit does. */
  readonly frames?: boolean;
}

/** A started command; its output is read and thrown away, but for the end of what it says on standard error. */
export interface Started {
  readonly pid: number;
  interrupt(): void;
  /** Seconds it lived, its exit code, its last words. Kills it and rejects when it outlives `within` seconds. */
  end(within: number): Promise<{ readonly seconds: number; readonly code: number | null; readonly said: string }>;
}

/** Starts a command with hardly any environment. */
export function start({ file, args, cwd, frames = false }: Command): Started {
  const env = { ...passedOn(), NO_COLOR: '1', K6_AUTO_EXTENSION_RESOLUTION: 'false' };
  const at = performance.now();
  const child = spawn(file, args, {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe', frames ? 'pipe' : 'ignore'],
    // A session of its own, as loadkit's engine has: Linux shares out the CPUs of a busy machine by session.
    detached: true,
  });
  if (frames) (child.stdio[3] as Readable).resume();
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  });
  const ended = endOf(child);
  return {
    pid: child.pid ?? -1,
    interrupt: () => void child.kill('SIGINT'),
    async end(within) {
      const guard = setTimeout(() => child.kill('SIGKILL'), within * 1000);
      const { code, seconds } = await ended.then((code) => ({ code, seconds: (performance.now() - at) / 1000 }));
      clearTimeout(guard);
      return { seconds, code, said };
    },
  };
}

/** What finds the same engine as the bench did; a proxy or K6_ variables would change what is measured. */
function passedOn(): Record<string, string> {
  const names = ['PATH', 'HOME', 'XDG_CACHE_HOME', 'LOADKIT_ENGINE'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => resolve(code));
    child.once('error', reject);
  });
}

/** Resident memory of a process at a moment. */
export interface Memory {
  /** By the clock that files are stamped with, ms. */
  readonly at: number;
  /** MB. */
  readonly rss: number;
  /** The kernel's own high-water mark so far, MB. */
  readonly peak: number;
}

export interface Watched {
  readonly seconds: number;
  /** Every 50 ms. */
  readonly memory: readonly Memory[];
}

/** Runs a command to its end and watches its memory. Throws when it does not end with 0. */
export async function watch(command: Command, within: number): Promise<Watched> {
  const started = start(command);
  const memory: Memory[] = [];
  const timer = setInterval(() => memory.push(...memoryOf(started.pid)), SAMPLE_MS);
  const { seconds, code, said } = await started.end(within).finally(() => clearInterval(timer));
  if (code !== 0) throw new Error(`${command.file} ${command.args.join(' ')} ended with ${code}:\n${said}`);
  return { seconds, memory };
}

/** Nothing of a process that is gone. */
function memoryOf(pid: number): Memory[] {
  const status = readQuietly(`/proc/${pid}/status`);
  const megabytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1.024e-3;
  const [rss, peak] = [megabytes('VmRSS'), megabytes('VmHWM')];
  return rss > 0 ? [{ at: Date.now(), rss, peak }] : [];
}

/**
 * CPU seconds that a process and all its descendants used so far, user and system; those of descendants that ended are
 * counted by the parent that waited for them. Source: proc(5), /proc/pid/stat, fields 4 and 14 to 17.
 */
export function treeCpu(pid: number): number {
  const used = new Map<number, { parent: number; ticks: number }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // The command's name stands in brackets and may hold anything.
    const fields = readQuietly(`/proc/${name}/stat`).split(') ').at(-1)!.split(' ');
    if (fields.length < 15) continue;
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    used.set(Number(name), { parent: Number(fields[1]), ticks });
  }
  let sum = 0;
  for (const [each, { ticks }] of used) {
    let at: number | undefined = each;
    while (at !== undefined && at !== pid) at = used.get(at)?.parent;
    if (at === pid) sum += ticks;
  }
  return sum / TICKS;
}

function readQuietly(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The process is gone.
    return '';
  }
}
