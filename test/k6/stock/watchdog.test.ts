import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { watched } from '../../../src/k6/stock/watchdog.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loadkit-watchdog-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A process that notes a Ctrl-C and goes, or (`stubborn`) stays. */
function program(stubborn: boolean): string {
  const file = path.join(folder, `program-${stubborn}.mjs`);
  writeFileSync(
    file,
    `import { writeFileSync } from 'node:fs';
process.on('SIGINT', () => { writeFileSync(process.argv[2] + '/interrupted', 'x'); if (!${stubborn}) process.exit(105); });
setInterval(() => {}, 1000);
console.log(process.pid);`,
  );
  return file;
}

/** Starts it as loadkit does; `folder` stands for that of the pipe. */
async function start(stubborn: boolean) {
  const own = mkdtempSync(path.join(folder, 'pipe-'));
  const { file, args } = watched(own, process.execPath, [program(stubborn), folder]);
  const child = spawn(file, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { PATH: '/nowhere' },
  });
  const ended = new Promise<unknown[]>((resolve) => child.once('exit', (...how) => resolve(how)));
  const [pid] = (await new Promise<Buffer>((resolve) => child.stdout!.once('data', resolve)))
    .toString()
    .split('\n')
    .map(Number);
  return { child, pid: pid!, ended, control: child.stdio[3] as unknown as { destroy(): void } };
}

describe.skipIf(process.platform === 'win32')('a command under the watchdog', () => {
  test('takes the place of the shell: its process, its exit code', async () => {
    const { child, pid, ended } = await start(false);
    expect(pid).toBe(child.pid);
    process.kill(pid, 'SIGINT');
    expect(await ended).toEqual([105, null]);
    process.kill(-pid, 'SIGKILL');
  });

  test('is interrupted when the other end of descriptor 3 closes', async () => {
    const { pid, ended, control } = await start(false);
    control.destroy();
    expect(await ended).toEqual([105, null]);
    expect(readFileSync(path.join(folder, 'interrupted'), 'utf8')).toBe('x');
    // The watchdog itself still waits, to clean up behind those that do not listen.
    process.kill(-pid, 'SIGKILL');
  });

  test('and killed with all it started when it does not listen', async () => {
    const { pid, ended, control } = await start(true);
    control.destroy();
    expect(await ended).toEqual([null, 'SIGKILL']);
    while (groupLives(pid)) await pause(50);
  }, 30_000);
});

function groupLives(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}
