import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { atExit } from './at-exit.ts';

export interface Tied {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  /** Its first descriptors; a further one may be the lifeline. */
  readonly stdio: readonly ('ignore' | 'pipe')[];
  /** Seconds between the Ctrl-C and the end that it gets when loadkit is gone. */
  readonly grace: number;
  /** Files and folders that are of no use once it has ended: removed also where loadkit is killed meanwhile. */
  readonly remove?: readonly string[] | undefined;
}

const SHELL = '/bin/sh';

/**
 * Starts a program in place of this shell, with a watchdog beside it that waits for the end of a pipe of which only
 * loadkit has the other end, then interrupts the program (as Ctrl-C does, so that it can tidy up) and kills what is
 * left. It signals its own process group, so that it can never hit a stranger who was given the number of a program
 * that has ended. The first arguments are what is no longer needed then, the rest the program and its arguments.
 */
function script(lifeline: number, grace: number, unneeded: number): string {
  const paths = Array.from({ length: unneeded }, (_, i) => `"$${i + 1}"`).join(' ');
  const others = Array.from({ length: lifeline - 3 }, (_, i) => `${i + 3}>&-`).join(' ');
  return `
{ trap '' INT TERM HUP
  PATH=$PATH:/usr/bin:/bin
  read -r line <&${lifeline}
  kill -INT 0
  sleep ${grace}
  ${paths && `rm -rf -- ${paths}`}
  kill -KILL 0
} </dev/null >/dev/null 2>&1 ${others} &
shift ${unneeded}
exec "$@" ${lifeline}<&-
`;
}

/**
 * Starts a program that does not outlive loadkit, however that ends, in a process group of its own, so that the
 * terminal's Ctrl-C does not reach it twice. Rejects as a failed start does (`code` ENOENT, EACCES, …). Where there is
 * no shell, only a loadkit that ends by itself takes it along, and whatever the program notices of its standard input.
 */
export async function startTied({ file, args, cwd, env, stdio, grace, remove = [] }: Tied): Promise<ChildProcess> {
  const program = await located(file, env);
  const options = { cwd, env, detached: true, windowsHide: true };
  const child = (await hasShell())
    ? spawn(SHELL, ['-c', script(stdio.length, grace, remove.length), 'loadkit', ...remove, program, ...args], {
        ...options,
        stdio: [...stdio, 'pipe'],
      } satisfies SpawnOptions)
    : spawn(program, args, { ...options, stdio: [...stdio] });
  const forget = atExit(() => endGroup(child));
  child.once('exit', forget);
  return child;
}

/** Ends a program and all that it started, at once. */
export function endGroup({ pid }: Pick<ChildProcess, 'pid'>): void {
  if (pid !== undefined) signalQuietly(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
}

/** Sends a signal to a process or a group that may be gone. */
export function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone already.
  }
}

async function hasShell(): Promise<boolean> {
  if (process.platform === 'win32') return false;
  return access(SHELL, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** The file that a name means. The shell would tell that there is none in its own words. */
async function located(file: string, env: Readonly<Record<string, string>>): Promise<string> {
  if (process.platform === 'win32') return file;
  if (file.includes('/')) {
    await access(file, constants.X_OK);
    return path.resolve(file);
  }
  let failure: unknown;
  for (const folder of (env['PATH'] ?? '').split(path.delimiter).filter(path.isAbsolute)) {
    try {
      await access(path.join(folder, file), constants.X_OK);
      return path.join(folder, file);
    } catch (error) {
      failure ??= error;
    }
  }
  throw Object.assign(new Error(`spawn ${file} ENOENT`, { cause: failure }), { code: 'ENOENT', syscall: 'spawn' });
}
