import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endGroup, startTied } from '../../src/host/lifeline.ts';

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

/** Starts it with a folder that is of no use afterwards. */
async function start(stubborn: boolean, grace = 1) {
  const own = mkdtempSync(path.join(folder, 'own-'));
  const child = await startTied({
    file: process.execPath,
    args: [program(stubborn), folder],
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: '/nowhere' },
    grace,
    remove: [own],
  });
  const ended = new Promise<unknown[]>((resolve) => child.once('exit', (...how) => resolve(how)));
  const [pid] = (await new Promise<Buffer>((resolve) => child.stdout!.once('data', resolve)))
    .toString()
    .split('\n')
    .map(Number);
  return { child, own, pid: pid!, ended, lifeline: child.stdio[3] as unknown as { destroy(): void } };
}

describe.skipIf(process.platform === 'win32')('a program that is tied to this process', () => {
  test('takes the place of the shell: its process, its exit code', async () => {
    const { child, pid, ended } = await start(false);
    expect(pid).toBe(child.pid);
    process.kill(pid, 'SIGINT');
    expect(await ended).toEqual([105, null]);
    process.kill(-pid, 'SIGKILL');
  });

  test('is interrupted when the other end of its lifeline closes', async () => {
    const { pid, ended, lifeline } = await start(false, 30);
    lifeline.destroy();
    expect(await ended).toEqual([105, null]);
    expect(readFileSync(path.join(folder, 'interrupted'), 'utf8')).toBe('x');
    // The watchdog itself still waits, to clean up behind those that do not listen.
    process.kill(-pid, 'SIGKILL');
  });

  test('and killed with all it started when it does not listen', async () => {
    const { pid, own, ended, lifeline } = await start(true);
    lifeline.destroy();
    expect(await ended).toEqual([null, 'SIGKILL']);
    while (groupLives(pid)) await pause(50);
    expect(existsSync(own)).toBe(false);
  }, 30_000);

  test('ends with all it started, frozen or not', async () => {
    const { child, pid, ended } = await start(true);
    process.kill(pid, 'SIGSTOP');
    endGroup(child);
    expect(await ended).toEqual([null, 'SIGKILL']);
    while (groupLives(pid)) await pause(50);
  });

  test.each([
    ['is not there', '/nowhere/program', 'ENOENT'],
    ['is not on the PATH', 'no-such-program', 'ENOENT'],
    ['is no program', import.meta.filename, 'EACCES'],
  ])('that %s is told by the code of the system', async (_, file, code) => {
    const env = { PATH: '/usr/bin:/bin' };
    const starting = startTied({ file, args: [], env, stdio: ['ignore', 'pipe', 'pipe'], grace: 1 });
    await expect(starting).rejects.toMatchObject({ code });
  });
});

function groupLives(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}
