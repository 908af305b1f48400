import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { actNow } from '../../src/host/at-exit.ts';
import { makeFolder } from '../../src/host/make-folder.ts';
import { isGone, ownerTag } from '../../src/host/owner.ts';
import { temporaryFolder } from '../../src/host/temporary.ts';

const [pid, began, place] = ownerTag().split('-');

test('a process is told from another one that has its id', () => {
  expect(isGone(ownerTag())).toBe(false);
  expect(isGone(`999999999-${began}-${place}`)).toBe(true);
  // Of another machine, or of a container that counts its own, nobody here can tell.
  expect(isGone(`999999999-${began}-00000000`)).toBe(false);
  if (process.platform === 'linux') expect(isGone(`${pid}-${Number(began) + 1}-${place}`)).toBe(true);
});

test('the first temporary folder of a process removes what others that are gone left; the last of it goes at its end', async () => {
  const named = (tag: string) => join(tmpdir(), `loadkit-x-${tag}-abc`);
  const left = named(`999999999-${began}-${place}`);
  const others = [named(ownerTag()), join(tmpdir(), 'loadkit-own-999999999')];
  for (const folder of [left, ...others]) mkdirSync(folder);
  onTestFinished(() => others.forEach((folder) => void rmSync(folder, { recursive: true })));
  const folder = await temporaryFolder('x');
  writeFileSync(join(folder.path, 'a'), '');
  expect(readdirSync(tmpdir()).sort()).toEqual([...others, folder.path].map((each) => basename(each)).sort());
  const removed = await temporaryFolder('x');
  await removed.remove();
  expect(existsSync(removed.path)).toBe(false);
  actNow();
  expect(existsSync(folder.path)).toBe(false);
});

describe('a folder with those above it', () => {
  test('is made, or is there already', async () => {
    const base = mkdtempSync(join(tmpdir(), 'loadkit-folders-'));
    onTestFinished(() => rmSync(base, { recursive: true }));
    const deep = join(base, 'a/b/c');
    await Promise.all([makeFolder(deep), makeFolder(deep), makeFolder(join(base, 'a/x'))]);
    await makeFolder(deep);
    expect(readdirSync(join(base, 'a')).sort()).toEqual(['b', 'x']);
    writeFileSync(join(base, 'file'), '');
    await expect(makeFolder(join(base, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(makeFolder(join(base, 'file/x'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  test.skipIf(process.platform !== 'linux')(
    'is refused where the system makes none, and not tried for ever',
    async () => {
      await expect(makeFolder('/proc/loadkit')).rejects.toMatchObject({ code: 'ENOENT' });
      await expect(makeFolder('/proc/loadkit/deep')).rejects.toMatchObject({ code: 'ENOENT' });
    },
  );
});
