import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** What a command left behind. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  /** Fails where the command cannot be started. */
  readonly ended: Promise<Ended>;
  /** What it has written to stderr so far. */
  stderr(): string;
}

/** Starts a command with nothing to read, and keeps what it writes. */
export function startCommand(
  name: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): Running {
  const child = spawn(name, args, { cwd, env: env as NodeJS.ProcessEnv, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended, stderr: () => stderr };
}

/** The k6 that runs in a run folder, whose path stands in its arguments. */
export function engineIn(folder: string): { readonly pid: number; readonly args: readonly string[] } {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      const ours = args[1] === 'run' && !args[0]!.includes('node') && args.some((arg) => arg.includes(folder));
      if (ours) return { pid: Number(pid), args };
    } catch {
      // It ended meanwhile.
    }
  }
  throw new Error(`no engine of ${folder}`);
}

/** A zombie that waits for its parent is dead. */
export function isAlive(pid: number): boolean {
  return states().some((one) => one.pid === pid && one.state !== 'Z');
}

/** Whether anything of a process group lives. */
export function groupLives(group: number): boolean {
  return states().some((one) => one.group === group && one.state !== 'Z');
}

function states(): { pid: number; state: string; group: number }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return { pid: Number(pid), state: state!, group: Number(group) };
      } catch {
        return [];
      }
    });
}
