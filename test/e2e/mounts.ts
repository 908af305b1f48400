import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLI } from './command.ts';
import { type Ended, startCommand } from './processes.ts';

/** Whether a command may be given mounts of its own here; where it may not, that is said aloud. */
export function mayMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'loadkit-mount-'));
  const mount = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', '-o', 'size=100k', 'tmpfs', folder]);
  rmSync(folder, { recursive: true });
  if (mount.status === 0) return true;
  process.stderr.write(
    '\n*** SKIPPED: no file system of its own may be mounted here; disks that are full or read-only were not tried\n',
  );
  return false;
}

/** What a shell (`bash`) does with its own file systems; `"$@"` in it is the built command with its arguments. */
export interface Mounted {
  readonly shell: string;
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the built command to its end, in mounts of its own. */
export function loadkitMounted(args: readonly string[], { shell, cwd, env = {} }: Mounted): Promise<Ended> {
  const whole = ['-m', 'bash', '-c', shell, 'bash', process.execPath, CLI, ...args];
  return startCommand('unshare', whole, { cwd, env: { ...process.env, ...env } }).ended;
}
