import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { heeding } from '../../src/host/heeding.ts';
import { withLock } from '../../src/host/lock.ts';
import { ownerTag } from '../../src/host/owner.ts';

let folder: string;
let lock: string;
let file: string;
const isDone = async () => existsSync(file);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadkit-lock-test-'));
  lock = join(folder, 'lock');
  file = join(folder, 'done');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const make = async () => {
  writeFileSync(file, '');
  return file;
};

describe('a lock', () => {
  test('lets one at a time work; who waited finds it done', async () => {
    let works = 0;
    const waited: number[] = [];
    const work = async () => {
      works += 1;
      await pause(700);
      return make();
    };
    const both = [1, 2].map(() => withLock(lock, { file, isDone, onWait: (pid) => waited.push(pid) }, work));
    expect(await Promise.all(both)).toEqual([file, file]);
    expect({ works, waited, left: existsSync(lock) }).toEqual({ works: 1, waited: [process.pid], left: false });
  });

  test('that stands still is taken over, whoever left it', async () => {
    const left = [
      ['gone', '999999999-1-00000000'],
      ['another process has its id', `${process.pid}-1-${ownerTag().split('-')[2]}`],
      ['alive and frozen', ownerTag()],
      ['nobody', ''],
    ] as const;
    const locks = left.map(([name, tag]) => {
      const stale = join(folder, name);
      mkdirSync(stale);
      if (tag) writeFileSync(join(stale, 'pid'), tag);
      return stale;
    });
    const made = await Promise.all(
      locks.map((stale) =>
        withLock(stale, { file: stale, isDone: async () => false, onWait: () => {} }, async () => stale),
      ),
    );
    expect(made).toEqual(locks);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('beats while its owner works', async () => {
    await withLock(lock, { file, isDone, onWait: () => {} }, async () => {
      const before = statSync(lock).mtimeMs;
      await pause(1_500);
      expect(statSync(lock).mtimeMs).toBeGreaterThan(before);
      return make();
    });
  });

  test('is not waited for after a wish to stop', async () => {
    mkdirSync(lock);
    const beating = setInterval(() => writeFileSync(join(lock, String(performance.now())), ''), 100);
    const control = new AbortController();
    const waiting = heeding(control.signal, () => withLock(lock, { file, isDone, onWait: () => {} }, make));
    await pause(100);
    control.abort('wish');
    await expect(waiting).rejects.toBe('wish');
    clearInterval(beating);
  });
});
