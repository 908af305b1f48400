import { open, readFile, rename, stat, writeFile } from 'node:fs/promises';

/** Beside a binary: how many bytes it has. */
const lengthFile = (binary: string) => `${binary}.bytes`;

/** Puts a newly built binary in its place, once the disk has it all, and its length beside it. */
export async function keepBinary(built: string, binary: string): Promise<void> {
  const file = await open(built);
  try {
    await file.sync();
    await writeFile(lengthFile(binary), String((await file.stat()).size));
  } finally {
    await file.close();
  }
  await rename(built, binary);
}

/**
 * Whether a binary is as it was put there. A full disk, a crash, or a copy that was cut short leave a part of one, or
 * nothing.
 */
export async function isWhole(binary: string): Promise<boolean> {
  try {
    const length = Number(await readFile(lengthFile(binary), 'utf8'));
    return length > 0 && (await stat(binary)).size === length;
  } catch {
    return false;
  }
}
