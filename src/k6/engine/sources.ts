import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, RunError } from '../../errors.ts';

/** The engine's Go sources as they lie on disk. */
export interface EngineSources {
  readonly folder: string;
  /** Paths relative to the folder, sorted. */
  readonly files: readonly string[];
  readonly version: string;
  /** Names these sources: a change of any of them is another key. */
  readonly key: string;
  /** Where a cache keeps the binary that these sources give. */
  binaryIn(cache: string): string;
}

/**
 * Reads what the engine is built from. Tests and their servers are no part of it: the published package leaves them
 * out.
 */
export async function readSources(folder: string): Promise<EngineSources> {
  try {
    const files = (await readdir(folder, { recursive: true }))
      .map((name) => name.split(path.sep).join('/'))
      .filter(
        (name) =>
          /\.(go|s)$|^go\.(mod|sum)$/.test(name) && !name.endsWith('_test.go') && !name.startsWith('testserver/'),
      )
      .sort();
    const hash = createHash('sha256');
    const contents = await Promise.all(files.map((name) => readFile(path.join(folder, name))));
    for (const [i, name] of files.entries()) hash.update(`${name}\n`).update(contents[i]!);
    const version =
      /Engine\s*=\s*"(.+?)"/.exec(await readFile(path.join(folder, 'version', 'version.go'), 'utf8'))?.[1] ?? 'unknown';
    const key = `engine-${version}-${hash.digest('hex').slice(0, 12)}`;
    const name = process.platform === 'win32' ? 'loadkit-engine.exe' : 'loadkit-engine';
    return { folder, files, version, key, binaryIn: (cache) => path.join(cache, key, name) };
  } catch (error) {
    throw new RunError(
      {
        what: `the sources of the load engine cannot be read: ${messageOf(error)}`,
        where: { file: folder },
        next: 'install loadkit again, or name an engine with --engine',
      },
      7,
    );
  }
}
